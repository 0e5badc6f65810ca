package io.slackline.pipeline.inband;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A node tells the switch how much slack it has.
 *
 * @param head flags: bit 0 {@link #DRAINING}
 * @param slackMillicores 0..65535
 * @param queueDepth requests that wait on the node, 0..65535
 * @param warmFunctions bit i: an instance of function slot i is warm
 * @param psiCpuPermille CPU pressure (share of time that some task waited), 0..1000
 * @param nfHeadroomPermille what the NFs leave of their budget, 0..1000
 * @param sentAtMicros low 32 bits of the sender's clock
 */
public record SlackReport(
        Head head,
        int slackMillicores,
        int queueDepth,
        int warmFunctions,
        int psiCpuPermille,
        int nfHeadroomPermille,
        int sentAtMicros)
        implements InbandPacket {

    /** Flag: the node takes no new work. */
    public static final int DRAINING = 1;

    public static final int LENGTH = Head.LENGTH + 16;
    static final int TYPE = 1;

    public SlackReport {
        InbandException.check("slack", slackMillicores, 0, 0xFFFF);
        InbandException.check("queue depth", queueDepth, 0, 0xFFFF);
        InbandException.check("CPU pressure in permille", psiCpuPermille, 0, 1000);
        InbandException.check("NF headroom in permille", nfHeadroomPermille, 0, 1000);
    }

    public boolean draining() {
        return (head.flags() & DRAINING) != 0;
    }

    @Override
    public int length() {
        return LENGTH;
    }

    @Override
    public void encode(ByteBuffer out) {
        ByteOrder before = out.order();
        out.order(ByteOrder.BIG_ENDIAN);
        head.encode(TYPE, out);
        out.putShort((short) slackMillicores);
        out.putShort((short) queueDepth);
        out.putInt(warmFunctions);
        out.putShort((short) psiCpuPermille);
        out.putShort((short) nfHeadroomPermille);
        out.putInt(sentAtMicros);
        out.order(before);
    }

    static SlackReport decodeBody(Head head, ByteBuffer in) {
        return new SlackReport(
                head,
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()),
                in.getInt(),
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()),
                in.getInt());
    }
}

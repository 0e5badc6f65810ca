package io.slackline.pipeline.inband;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Asks a switch for what it holds of a node; the switch fills in the cells and returns it. All cells are 0 in the question.
 *
 * @param head node index: the node that is asked for
 * @param slackTick arrival of the node's last report, in ticks of 1,024 us of the switch's clock
 * @param slackScore 0: unfit; else slack in milli-cores + 1
 * @param warmFunctions as in the node's last report
 * @param lastSequence of the node's last accepted report
 */
public record Probe(Head head, int slackTick, int slackScore, int warmFunctions, int lastSequence)
        implements InbandPacket {

    public static final int LENGTH = Head.LENGTH + 16;
    static final int TYPE = 3;

    @Override
    public int length() {
        return LENGTH;
    }

    @Override
    public void encode(ByteBuffer out) {
        ByteOrder before = out.order();
        out.order(ByteOrder.BIG_ENDIAN);
        head.encode(TYPE, out);
        out.putInt(slackTick);
        out.putInt(slackScore);
        out.putInt(warmFunctions);
        out.putInt(lastSequence);
        out.order(before);
    }

    static Probe decodeBody(Head head, ByteBuffer in) {
        return new Probe(head, in.getInt(), in.getInt(), in.getInt(), in.getInt());
    }
}

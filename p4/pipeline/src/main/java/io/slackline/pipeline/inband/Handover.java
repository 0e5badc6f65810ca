package io.slackline.pipeline.inband;

import io.slackline.pipeline.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The last step of a stateful migration: the source gives its function away. The switch takes it only where the controller armed it.
 *
 * @param functionSlot 0..1023
 * @param newOwner node index, 1..4096
 * @param steeringEpoch 0..65535
 */
public record Handover(Head head, int functionSlot, int newOwner, int steeringEpoch) implements InbandPacket {

    public static final int LENGTH = Head.LENGTH + 6;
    static final int TYPE = 2;

    public Handover {
        InbandException.check("function slot", functionSlot, 0, 1023);
        InbandException.check("new owner", newOwner, Limits.FIRST_NODE, Limits.LAST_NODE);
        InbandException.check("steering epoch", steeringEpoch, 0, 0xFFFF);
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
        out.putShort((short) functionSlot);
        out.putShort((short) newOwner);
        out.putShort((short) steeringEpoch);
        out.order(before);
    }

    static Handover decodeBody(Head head, ByteBuffer in) {
        return new Handover(
                head,
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()));
    }
}

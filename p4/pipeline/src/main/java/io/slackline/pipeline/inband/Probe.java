package io.slackline.pipeline.inband;

import io.slackline.pipeline.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Asks a switch for what it holds of a node and of a function; the switch fills in the cells and returns it. All cells but the function
 * slot are 0 in the question. Only a controller can ask: in a packet-out to the CPU port, without anything before the head.
 *
 * @param head node index: the node that is asked for
 * @param functionSlot the function that is asked for, 0..1023
 * @param ownerNode node index that the function was last handed over to; 0: never
 * @param ownerEpoch the epoch of that handover
 * @param bootEpoch of the node's last accepted report; 0: it never reported
 * @param nowTick the switch's clock, in ticks of 1,024 us
 * @param slackTick arrival of the node's last report
 * @param slackScore 0: unfit; else slack + 1
 * @param warmFunctions as in the node's last report
 * @param lastSequence of the node's last accepted report
 * @param reservedMillicores promised to requests since the node's last report
 * @param threshold score from which on a node is good for the function
 */
public record Probe(
        Head head,
        int functionSlot,
        int ownerNode,
        int ownerEpoch,
        int bootEpoch,
        int nowTick,
        int slackTick,
        int slackScore,
        int warmFunctions,
        int lastSequence,
        int reservedMillicores,
        int threshold)
        implements InbandPacket {

    public static final int LENGTH = Head.LENGTH + 36;
    static final int TYPE = 3;

    public Probe {
        InbandException.check("function slot", functionSlot, 0, 1023);
        InbandException.check("owner", ownerNode, 0, Limits.LAST_NODE);
        InbandException.check("owner's epoch", ownerEpoch, 0, 0xFFFF);
        InbandException.check("boot epoch", bootEpoch, 0, 0xFFFF);
    }

    /** A question. Neither boot epoch nor sequence nor token of the head mean anything. */
    public static Probe question(int node, int functionSlot) {
        return new Probe(new Head(0, node, 1, 0, 0), functionSlot, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
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
        out.putShort((short) ownerNode);
        out.putShort((short) ownerEpoch);
        out.putShort((short) bootEpoch);
        out.putInt(nowTick);
        out.putInt(slackTick);
        out.putInt(slackScore);
        out.putInt(warmFunctions);
        out.putInt(lastSequence);
        out.putInt(reservedMillicores);
        out.putInt(threshold);
        out.order(before);
    }

    static Probe decodeBody(Head head, ByteBuffer in) {
        return new Probe(
                head,
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt());
    }
}

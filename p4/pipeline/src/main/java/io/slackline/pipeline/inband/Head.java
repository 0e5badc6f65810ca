package io.slackline.pipeline.inband;

import io.slackline.pipeline.Limits;
import java.nio.ByteBuffer;

/**
 * What every in-band packet begins with.
 *
 * @param flags 8 bits; see the types
 * @param nodeIndex the sender, 1..4096
 * @param bootEpoch 1..65535; newer (serial arithmetic, RFC 1982) with each start of the sender
 * @param sequence advances with each packet of a boot epoch (serial arithmetic on 32 bits)
 * @param token the secret that the controller gave to the sender
 */
public record Head(int flags, int nodeIndex, int bootEpoch, int sequence, int token) {

    static final int MAGIC = 0x534C;
    static final int VERSION = 1;
    static final int LENGTH = 16;

    public Head {
        InbandException.check("flags", flags, 0, 0xFF);
        InbandException.check("node index", nodeIndex, Limits.FIRST_NODE, Limits.LAST_NODE);
        InbandException.check("boot epoch", bootEpoch, 1, 0xFFFF);
    }

    void encode(int type, ByteBuffer out) {
        out.putShort((short) MAGIC);
        out.put((byte) (VERSION << 4 | type));
        out.put((byte) flags);
        out.putShort((short) nodeIndex);
        out.putShort((short) bootEpoch);
        out.putInt(sequence);
        out.putInt(token);
    }

    /** Reads what follows the type. */
    static Head decode(ByteBuffer in) {
        return new Head(
                Byte.toUnsignedInt(in.get()),
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()),
                in.getInt(),
                in.getInt());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Head[flags=" + flags + ", nodeIndex=" + nodeIndex + ", bootEpoch=" + bootEpoch + ", sequence="
                + Integer.toUnsignedString(sequence) + "]";
    }
}

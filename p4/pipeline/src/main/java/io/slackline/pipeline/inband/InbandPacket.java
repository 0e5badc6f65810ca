package io.slackline.pipeline.inband;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One in-band packet: the payload of a UDP datagram to port 9560. */
public sealed interface InbandPacket permits SlackReport, Handover, Probe {

    /** UDP port of all in-band packets. */
    int UDP_PORT = 9560;

    Head head();

    /** Bytes that {@link #encode} writes. */
    int length();

    /** Writes the packet at the buffer's position, in network order. Throws {@link java.nio.BufferOverflowException} if it does not fit. */
    void encode(ByteBuffer out);

    /** Reads one packet that fills the buffer from its position to its limit; throws {@link InbandException} for anything else. */
    static InbandPacket decode(ByteBuffer in) {
        ByteBuffer bytes = in.slice().order(ByteOrder.BIG_ENDIAN);
        if (bytes.remaining() < Head.LENGTH) {
            throw new InbandException(
                    "in-band packet of " + bytes.remaining() + " bytes: expected at least " + Head.LENGTH);
        }
        int magic = Short.toUnsignedInt(bytes.getShort());
        if (magic != Head.MAGIC) {
            throw new InbandException("in-band magic 0x%04x: expected 0x%04x".formatted(magic, Head.MAGIC));
        }
        int versionAndType = Byte.toUnsignedInt(bytes.get());
        InbandException.check("version", versionAndType >> 4, Head.VERSION, Head.VERSION);
        int type = versionAndType & 0xF;
        int length = switch (type) {
            case SlackReport.TYPE -> SlackReport.LENGTH;
            case Handover.TYPE -> Handover.LENGTH;
            case Probe.TYPE -> Probe.LENGTH;
            default ->
                throw new InbandException(
                        "in-band type " + type + ": expected 1 (slack report), 2 (handover) or 3 (probe)");
        };
        InbandException.check("packet length of type " + type + ":", bytes.limit(), length, length);
        Head head = Head.decode(bytes);
        InbandPacket packet = switch (type) {
            case SlackReport.TYPE -> SlackReport.decodeBody(head, bytes);
            case Handover.TYPE -> Handover.decodeBody(head, bytes);
            default -> Probe.decodeBody(head, bytes);
        };
        in.position(in.limit());
        return packet;
    }
}

package io.slackline.testbed.nf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A UDP or TCP frame with right checksums, and what it looks like afterwards. */
final class TestFrame {
    private static final int ETHERNET = 14;
    private static final int IP = 20;

    private final byte[] bytes;
    private final int protocol;

    private TestFrame(byte[] bytes, int protocol) {
        this.bytes = bytes;
        this.protocol = protocol;
    }

    static TestFrame udp(String source, int sourcePort, String destination, int destinationPort) {
        return of(Packet.UDP, 8, source, sourcePort, destination, destinationPort);
    }

    static TestFrame tcp(String source, int sourcePort, String destination, int destinationPort) {
        return of(Packet.TCP, 20, source, sourcePort, destination, destinationPort);
    }

    private static TestFrame of(
            int protocol, int header, String source, int sourcePort, String destination, int destinationPort) {
        byte[] payload = "some bytes, an odd number".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int length = ETHERNET + IP + header + payload.length;
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.putShort(12, (short) 0x0800);
        frame.position(ETHERNET);
        frame.putShort((short) 0x4500).putShort((short) (length - ETHERNET)).putInt(0x00014000);
        frame.put((byte) 64).put((byte) protocol).putShort((short) 0);
        frame.putInt(Addresses.ip(source)).putInt(Addresses.ip(destination));
        frame.putShort((short) sourcePort).putShort((short) destinationPort);
        if (protocol == Packet.UDP) {
            frame.putShort((short) (header + payload.length));
        } else {
            frame.putShort(ETHERNET + IP + 12, (short) 0x5018);
        }
        frame.put(ETHERNET + IP + header, payload);
        TestFrame made = new TestFrame(frame.array(), protocol);
        frame.putShort(ETHERNET + 10, (short) made.checksumOf(ETHERNET, IP, 0));
        frame.putShort(made.checksumAt(), (short) made.transportChecksum());
        return made;
    }

    private int checksumAt() {
        return ETHERNET + IP + (protocol == Packet.UDP ? 6 : 16);
    }

    /** A packet that looks at this frame. */
    Packet packet() {
        Packet packet = new Packet();
        if (!packet.view(MemorySegment.ofArray(bytes), 0, bytes.length)) {
            throw new AssertionError("not seen as IPv4");
        }
        return packet;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Whether both checksums fit what is in the frame now. */
    boolean checksumsAreRight() {
        return checksumOf(ETHERNET, IP, 0) == 0 && transportChecksum() == 0;
    }

    private int transportChecksum() {
        int length = bytes.length - ETHERNET - IP;
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        int pseudo = protocol + length;
        for (int at = ETHERNET + 12; at < ETHERNET + 20; at += 2) {
            pseudo += frame.getShort(at) & 0xFFFF;
        }
        return checksumOf(ETHERNET + IP, length, pseudo);
    }

    private int checksumOf(int from, int length, int begin) {
        int sum = begin;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return ~sum & 0xFFFF;
    }
}

package io.slackline.testbed.bench.dataplane;

import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.ServiceKey;
import io.slackline.pipeline.inband.InbandPacket;
import java.nio.ByteBuffer;

/** Frames to the switch, with right lengths and IPv4 checksums; those of UDP and TCP are 0. */
public final class Frames {

    /** The switch's own address. */
    public static final MacAddress SWITCH = MacAddress.parse("02:53:4c:00:00:01");

    /** Bytes before the payload. */
    public static final int UDP_HEADERS = 42;

    static final int TCP_HEADERS = 54;

    private static final int IPV4_AT = 14;
    private static final int IPV4_HEADER = 20;
    private static final int CHECKSUM_AT = IPV4_AT + 10;

    private Frames() {}

    public static byte[] udp(MacAddress from, int source, int sourcePort, int destination, int port, byte[] payload) {
        ByteBuffer udp = ByteBuffer.allocate(8 + payload.length);
        udp.putShort((short) sourcePort).putShort((short) port).putInt(udp.capacity() << 16);
        return frame(from, source, destination, ServiceKey.UDP, udp.put(payload).array());
    }

    /** A segment of an open connection. */
    public static byte[] tcp(MacAddress from, int source, int sourcePort, int destination, int port, byte[] payload) {
        ByteBuffer tcp = ByteBuffer.allocate(20 + payload.length);
        tcp.putShort((short) sourcePort).putShort((short) port).putInt(1).putInt(1);
        tcp.put((byte) 0x50).put((byte) 0x10).putShort((short) 0xFFFF).putInt(0);
        return frame(from, source, destination, ServiceKey.TCP, tcp.put(payload).array());
    }

    public static byte[] report(MacAddress from, int source, int reportAddress, InbandPacket report) {
        ByteBuffer bytes = ByteBuffer.allocate(report.length());
        report.encode(bytes);
        return udp(from, source, InbandPacket.UDP_PORT, reportAddress, InbandPacket.UDP_PORT, bytes.array());
    }

    private static byte[] frame(MacAddress from, int source, int destination, int protocol, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(IPV4_AT + IPV4_HEADER + payload.length);
        mac(frame, SWITCH);
        mac(frame, from);
        frame.putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (IPV4_HEADER + payload.length));
        frame.putInt(0x4000).put((byte) 64).put((byte) protocol).putShort((short) 0);
        frame.putInt(source).putInt(destination);
        long sum = 0;
        for (int at = IPV4_AT; at < IPV4_AT + IPV4_HEADER; at += 2) {
            sum += frame.getShort(at) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        frame.putShort(CHECKSUM_AT, (short) ~((sum & 0xFFFF) + (sum >>> 16)));
        return frame.put(payload).array();
    }

    private static void mac(ByteBuffer frame, MacAddress mac) {
        frame.putShort((short) (mac.bits() >>> 32)).putInt((int) mac.bits());
    }
}

package io.slackline.testbed.pipeline;

import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.inband.InbandPacket;
import java.nio.ByteBuffer;

/** Packets as hosts send them: Ethernet frames with right lengths and IPv4 checksums; L4 checksums are 0 but for ICMP. */
final class Frames {

    static final MacAddress BROADCAST = MacAddress.parse("ff:ff:ff:ff:ff:ff");

    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;

    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int ICMP_PROTOCOL = 1;
    private static final int TCP_PROTOCOL = 6;
    private static final int UDP_PROTOCOL = 17;

    private Frames() {}

    static byte[] ethernet(MacAddress dst, MacAddress src, int ethertype, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        putMac(frame, dst);
        putMac(frame, src);
        frame.putShort((short) ethertype);
        frame.put(payload);
        return frame.array();
    }

    /** ARP over Ethernet: operation 1 asks, 2 answers. */
    static byte[] arp(
            MacAddress dst, int operation, MacAddress sender, String senderIp, MacAddress target, String targetIp) {
        ByteBuffer arp = ByteBuffer.allocate(28);
        arp.putShort((short) 1)
                .putShort((short) IPV4)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) operation);
        putMac(arp, sender);
        arp.putInt(Ipv4.parse(senderIp));
        putMac(arp, target);
        arp.putInt(Ipv4.parse(targetIp));
        return ethernet(dst, sender, ARP, arp.array());
    }

    static byte[] tcp(Host from, MacAddress dst, String dstIp, int srcPort, int dstPort, int flags, String payload) {
        ByteBuffer tcp = ByteBuffer.allocate(20 + payload.length());
        tcp.putShort((short) srcPort).putShort((short) dstPort).putInt(1).putInt(1);
        tcp.put((byte) 0x50).put((byte) flags).putShort((short) 0xFFFF).putInt(0);
        tcp.put(payload.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return ethernet(dst, from.mac(), IPV4, ipv4(from.ip(), dstIp, TCP_PROTOCOL, 0x4000, tcp.array()));
    }

    static byte[] udp(Host from, MacAddress dst, String dstIp, int srcPort, int dstPort, byte[] payload) {
        return ethernet(
                dst, from.mac(), IPV4, ipv4(from.ip(), dstIp, UDP_PROTOCOL, 0x4000, udp(srcPort, dstPort, payload)));
    }

    /** A first fragment, which still has its UDP header. */
    static byte[] udpFragment(Host from, MacAddress dst, String dstIp, int dstPort) {
        return ethernet(
                dst, from.mac(), IPV4, ipv4(from.ip(), dstIp, UDP_PROTOCOL, 0x2000, udp(1, dstPort, new byte[8])));
    }

    /** Something over IPv4 that is no TCP, UDP or ICMP, as a router sees it; {@code flagsAndOffset} as in RFC 791. */
    static byte[] ipv4(
            MacAddress dst, MacAddress src, String srcIp, String dstIp, int ttl, int id, int flagsAndOffset) {
        ByteBuffer packet = ByteBuffer.wrap(ipv4(srcIp, dstIp, 253, flagsAndOffset, new byte[20]));
        packet.putShort(4, (short) id).put(8, (byte) ttl).putShort(10, (short) 0);
        packet.putShort(10, checksum(packet.array(), 20));
        return ethernet(dst, src, IPV4, packet.array());
    }

    /** RFC 7348: a frame in a tunnel between two addresses, from a UDP port. */
    static byte[] vxlan(
            MacAddress dst,
            MacAddress src,
            String srcIp,
            String dstIp,
            int srcPort,
            int vni,
            int innerLength,
            byte[] frame) {
        ByteBuffer vxlan =
                ByteBuffer.allocate(8 + frame.length).putInt(0x08000000).putInt(vni << 8);
        vxlan.put(frame);
        byte[] udp = udp(srcPort, 4789, vxlan.array());
        ByteBuffer.wrap(udp).putShort(4, (short) (16 + innerLength));
        ByteBuffer packet = ByteBuffer.wrap(ipv4(srcIp, dstIp, UDP_PROTOCOL, 0x4000, udp));
        packet.putShort(2, (short) (36 + innerLength)).putShort(4, (short) 0).putShort(10, (short) 0);
        packet.putShort(10, checksum(packet.array(), 20));
        return ethernet(dst, src, IPV4, packet.array());
    }

    /** With an 802.1Q tag behind the addresses. */
    static byte[] tagged(byte[] frame, int vlan) {
        ByteBuffer tagged = ByteBuffer.allocate(frame.length + 4);
        tagged.put(frame, 0, 12).putShort((short) 0x8100).putShort((short) vlan).put(frame, 12, frame.length - 12);
        return tagged.array();
    }

    /** With one word of IPv4 options that say nothing. */
    static byte[] withOptions(byte[] frame) {
        ByteBuffer packet = ByteBuffer.allocate(frame.length + 4);
        packet.put(frame, 0, 34).putInt(0x01010100).put(frame, 34, frame.length - 34);
        packet.put(14, (byte) 0x46)
                .putShort(16, (short) (frame.length + 4 - 14))
                .putShort(24, (short) 0);
        byte[] header = new byte[24];
        packet.get(14, header);
        packet.putShort(24, checksum(header, 24));
        return packet.array();
    }

    static byte[] inband(Host from, MacAddress dst, String dstIp, InbandPacket packet) {
        ByteBuffer payload = ByteBuffer.allocate(packet.length());
        packet.encode(payload);
        return udp(from, dst, dstIp, InbandPacket.UDP_PORT, InbandPacket.UDP_PORT, payload.array());
    }

    /** Type 8 asks, 0 answers. */
    static byte[] echo(MacAddress dst, MacAddress src, String srcIp, String dstIp, int type) {
        ByteBuffer icmp = ByteBuffer.allocate(64);
        icmp.put(0, (byte) type).putInt(4, 0x12340001).putLong(8, 0xFEDCBA9876543210L);
        icmp.putShort(2, checksum(icmp.array(), icmp.capacity()));
        return ethernet(dst, src, IPV4, ipv4(srcIp, dstIp, ICMP_PROTOCOL, 0x4000, icmp.array()));
    }

    static MacAddress destination(byte[] frame) {
        return new MacAddress(ByteBuffer.wrap(frame).getLong(0) >>> 16);
    }

    static byte[] withDestination(byte[] frame, MacAddress dst) {
        ByteBuffer copy = ByteBuffer.wrap(frame.clone());
        putMac(copy, dst);
        return copy.array();
    }

    private static byte[] udp(int srcPort, int dstPort, byte[] payload) {
        ByteBuffer udp = ByteBuffer.allocate(8 + payload.length);
        udp.putShort((short) srcPort).putShort((short) dstPort).putShort((short) (8 + payload.length));
        udp.putShort((short) 0).put(payload);
        return udp.array();
    }

    private static byte[] ipv4(String src, String dst, int protocol, int flagsAndOffset, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(20 + payload.length);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload.length));
        packet.putShort((short) 7)
                .putShort((short) flagsAndOffset)
                .put((byte) 64)
                .put((byte) protocol);
        packet.putShort((short) 0).putInt(Ipv4.parse(src)).putInt(Ipv4.parse(dst));
        packet.putShort(10, checksum(packet.array(), 20));
        packet.put(payload);
        return packet.array();
    }

    /** RFC 1071. */
    private static short checksum(byte[] bytes, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += ByteBuffer.wrap(bytes).getShort(i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return (short) ~((sum & 0xFFFF) + (sum >>> 16));
    }

    private static void putMac(ByteBuffer frame, MacAddress mac) {
        frame.putShort((short) (mac.bits() >> 32)).putInt((int) mac.bits());
    }

    /** A station on a port of the switch. */
    record Host(int port, MacAddress mac, String ip) {}
}

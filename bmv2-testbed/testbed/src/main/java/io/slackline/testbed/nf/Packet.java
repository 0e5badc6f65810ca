package io.slackline.testbed.nf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An Ethernet frame in native memory, looked at as IPv4 (RFC 791) with UDP (RFC 768) or TCP (RFC 9293). One object is moved from frame to
 * frame, so that nothing is allocated for a packet. Changes keep the checksums right by RFC 1624: old and new words go into the sum, the
 * rest of the packet is not read.
 */
final class Packet {
    static final int UDP = 17;
    static final int TCP = 6;

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ETHERNET = 14;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int MAC_BYTES = 6;
    private static final int FRAGMENT_BITS = 0x3FFF;

    private MemorySegment memory = MemorySegment.NULL;
    private long ip;
    private long transport;
    private int length;
    private int protocol;

    /**
     * Looks at a frame.
     *
     * @return whether it is a whole IPv4 packet with UDP or TCP; only then may anything else be asked
     */
    boolean view(MemorySegment frames, long offset, int frameLength) {
        memory = frames;
        length = frameLength;
        ip = offset + ETHERNET;
        if (frameLength < ETHERNET + 20 + 8 || u16(offset + 12) != ETHERTYPE_IPV4 || (u8(ip) >> 4) != 4) {
            return false;
        }
        int header = (u8(ip) & 0xF) * 4;
        transport = ip + header;
        protocol = u8(ip + 9);
        int least = switch (protocol) {
            case UDP -> 8;
            case TCP -> 20;
            default -> Integer.MAX_VALUE - 4096;
        };
        return header >= 20
                && u16(ip + 2) <= frameLength - ETHERNET
                && ETHERNET + header + least <= frameLength
                && (u16(ip + 6) & FRAGMENT_BITS) == 0;
    }

    int length() {
        return length;
    }

    int protocol() {
        return protocol;
    }

    int source() {
        return memory.get(I32, ip + 12);
    }

    int destination() {
        return memory.get(I32, ip + 16);
    }

    int sourcePort() {
        return u16(transport);
    }

    int destinationPort() {
        return u16(transport + 2);
    }

    void source(int address, int port) {
        rewrite(ip + 12, transport, address, port);
    }

    void destination(int address, int port) {
        rewrite(ip + 16, transport + 2, address, port);
    }

    private void rewrite(long addressAt, long portAt, int address, int port) {
        int old = memory.get(I32, addressAt);
        int oldPort = u16(portAt);
        memory.set(I32, addressAt, address);
        setU16(portAt, port);
        int ofAddress = difference(old >>> 16, address >>> 16) + difference(old & 0xFFFF, address & 0xFFFF);
        update(ip + 10, ofAddress);
        long checksum = protocol == UDP ? transport + 6 : transport + 16;
        // A UDP checksum of zero says that there is none.
        if (protocol == TCP || u16(checksum) != 0) {
            update(checksum, ofAddress + difference(oldPort, port));
            if (protocol == UDP && u16(checksum) == 0) {
                setU16(checksum, 0xFFFF);
            }
        }
    }

    /** One hop further: what a router does to the frame. False when its time to live ends here. */
    boolean route(long sourceMac, long destinationMac) {
        int ttl = u8(ip + 8);
        if (ttl <= 1) {
            return false;
        }
        memory.set(ValueLayout.JAVA_BYTE, ip + 8, (byte) (ttl - 1));
        update(ip + 10, difference(ttl << 8 | protocol, (ttl - 1) << 8 | protocol));
        mac(ip - ETHERNET, destinationMac);
        mac(ip - ETHERNET + MAC_BYTES, sourceMac);
        return true;
    }

    private void mac(long at, long value) {
        setU16(at, (int) (value >>> 32));
        memory.set(I32, at + 2, (int) value);
    }

    /** What RFC 1624 adds to the complemented checksum for one 16-bit word: ~old + new. */
    private static int difference(int old, int replacement) {
        return (~old & 0xFFFF) + replacement;
    }

    private void update(long checksumAt, int difference) {
        int sum = (~u16(checksumAt) & 0xFFFF) + difference;
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        setU16(checksumAt, ~sum & 0xFFFF);
    }

    private int u8(long at) {
        return memory.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    private int u16(long at) {
        return memory.get(U16, at) & 0xFFFF;
    }

    private void setU16(long at, int value) {
        memory.set(U16, at, (short) value);
    }
}

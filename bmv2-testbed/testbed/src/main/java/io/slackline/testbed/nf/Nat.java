package io.slackline.testbed.nf;

import java.util.Arrays;

/**
 * Source NAT (RFC 3022, endpoint-independent mapping as RFC 4787 asks for): each inner address and port gets a port of the public
 * address and keeps it; answers to that port go back. What comes from outside to a port without a mapping is dropped.
 */
final class Nat implements PacketFunction {
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 65_536 - FIRST_PORT;
    /** Fewer slots than ports: a new flow always finds one or the other. */
    private static final int TABLE_BITS = 15;

    private final int publicAddress;
    private final FlowTable mappings = new FlowTable(TABLE_BITS);
    private final long[] innerByPort = new long[PORTS];
    private final int[] freePorts = new int[PORTS];
    private int free = PORTS;

    Nat(int publicAddress) {
        this.publicAddress = publicAddress;
        Arrays.setAll(freePorts, i -> PORTS - 1 - i);
    }

    @Override
    public boolean outward(Packet packet) {
        long key = FlowTable.key(packet.protocol(), packet.source(), packet.sourcePort());
        int port = mappings.get(key);
        if (port == FlowTable.NONE) {
            if (free == 0) {
                return false;
            }
            port = freePorts[--free];
            innerByPort[port] = key;
            int evicted = mappings.put(key, port);
            if (evicted != FlowTable.NONE) {
                innerByPort[evicted] = 0;
                freePorts[free++] = evicted;
            }
        }
        packet.source(publicAddress, FIRST_PORT + port);
        return true;
    }

    @Override
    public boolean inward(Packet packet) {
        int port = packet.destinationPort() - FIRST_PORT;
        if (packet.destination() != publicAddress || port < 0) {
            return false;
        }
        long inner = innerByPort[port];
        if (inner == 0 || inner >>> 48 != packet.protocol()) {
            return false;
        }
        packet.destination((int) (inner >>> 16), (int) inner & 0xFFFF);
        return true;
    }
}

package io.slackline.testbed.nf;

/**
 * Spreads the flows to one virtual address over servers, by highest random weight (Thaler and Ravishankar, "Using name-based mappings to
 * increase hit rates", 1998): a flow keeps its server, and its answers come from the virtual address. Other packets pass unchanged.
 */
final class LoadBalancer implements PacketFunction {
    private static final int TABLE_BITS = 16;

    private final int virtualAddress;
    private final int[] servers;
    private final FlowTable flows = new FlowTable(TABLE_BITS);

    LoadBalancer(int virtualAddress, int... servers) {
        this.virtualAddress = virtualAddress;
        this.servers = servers.clone();
    }

    @Override
    public boolean outward(Packet packet) {
        if (packet.destination() != virtualAddress) {
            return true;
        }
        long key = FlowTable.key(packet.protocol(), packet.source(), packet.sourcePort());
        int server = flows.get(key);
        if (server == FlowTable.NONE) {
            server = heaviest(key);
            flows.put(key, server);
        }
        packet.destination(servers[server], packet.destinationPort());
        return true;
    }

    private int heaviest(long key) {
        int best = 0;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < servers.length; i++) {
            long weight = mixed(key ^ (long) servers[i] << 32);
            if (weight > most) {
                most = weight;
                best = i;
            }
        }
        return best;
    }

    /** The finalizer of SplitMix64. */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public boolean inward(Packet packet) {
        for (int server : servers) {
            if (packet.source() == server) {
                packet.source(virtualAddress, packet.sourcePort());
                break;
            }
        }
        return true;
    }
}

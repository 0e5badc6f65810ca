package io.slackline.testbed.nf;

/**
 * A map from flow keys to small numbers, of fixed size and without allocation: open addressing, and a way of {@value #PROBES} slots for each key. A
 * full way gives up its flow that has been quiet for longest. Keys are not zero.
 */
final class FlowTable {
    static final int NONE = -1;

    private static final int PROBES = 8;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long[] keys;
    private final int[] values;
    private final int[] touched;
    private final int shift;
    private int now;

    /** @param bits of the number of slots, at least 1 */
    FlowTable(int bits) {
        keys = new long[(1 << bits) + PROBES];
        values = new int[keys.length];
        touched = new int[keys.length];
        shift = Long.SIZE - bits;
    }

    /** The protocol, address and port of one end as a key. */
    static long key(int protocol, int address, int port) {
        return (long) protocol << 48 | Integer.toUnsignedLong(address) << 16 | port;
    }

    int get(long key) {
        now++;
        int first = first(key);
        for (int slot = first; slot < first + PROBES; slot++) {
            if (keys[slot] == key) {
                touched[slot] = now;
                return values[slot];
            }
        }
        return NONE;
    }

    /**
     * Adds or replaces.
     *
     * @return the value of the flow that had to go, or {@link #NONE}
     */
    int put(long key, int value) {
        now++;
        int first = first(key);
        int chosen = first;
        for (int slot = first; slot < first + PROBES; slot++) {
            if (keys[slot] == key || keys[slot] == 0) {
                chosen = slot;
                break;
            }
            if (touched[slot] - touched[chosen] < 0) {
                chosen = slot;
            }
        }
        int evicted = keys[chosen] == 0 || keys[chosen] == key ? NONE : values[chosen];
        keys[chosen] = key;
        values[chosen] = value;
        touched[chosen] = now;
        return evicted;
    }

    private int first(long key) {
        return (int) ((key * GOLDEN) >>> shift);
    }
}

package io.slackline.p4switch.state;

import org.jspecify.annotations.Nullable;

/**
 * One immutable version of a table: tuple space search (Srinivasan, Suri, Varghese, SIGCOMM 1999). Entries with the same mask are in one
 * hash table; the tables are searched by falling greatest rank, until none left can win. An exact table has one mask, an lpm table
 * one for each prefix length in use, ranked by that length.
 *
 * <p>A hash table is an array of chunks, each of them an open-addressed table with its rows ({@link RowLayout}) side by side, so that a lookup
 * touches few lines of memory: what it needs is mostly in none of the caches. {@link TableEditor} makes the next version.
 */
public final class TableSnapshot {

    /**
     * Entries with one mask, by chunk. Chunks are powers of two of slots, at least a quarter of them free.
     *
     * @param maxRank no entry's rank is greater
     * @param ranges whether any entry has some
     * @param rows of each slot
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Group(
            long[] mask,
            int maxRank,
            boolean ranges,
            long[][] rows,
            @Nullable Entry[][] entries) {}

    /** Where a lookup found a row; made once, for no lookup allocates. */
    public static final class Place {

        /** The row's chunk, and where in it the word for the action is; the arguments follow. */
        public long[] rows = {};

        public int at;
        private int chunk;
        private int slot;
    }

    private final Group[] groups;
    private final int shift;
    private final @Nullable BoundAction ownDefault;
    private final @Nullable ActionSource defaultAction;
    private final @Nullable Counter missCounter;
    private final @Nullable Meter missMeter;

    TableSnapshot(Group[] groups, RowLayout layout, @Nullable ActionSource defaultAction, Cells missCells) {
        this.groups = groups;
        this.shift = layout.shift();
        this.defaultAction = defaultAction;
        this.missCounter = missCells.counter();
        this.missMeter = missCells.meter();
        this.ownDefault = defaultAction instanceof ActionSource.Own(BoundAction action) ? action : null;
    }

    /** What a miss does; null for nothing. */
    public @Nullable ActionSource defaultAction() {
        return defaultAction;
    }

    /** The default action if it is the table's own. */
    public @Nullable BoundAction ownDefault() {
        return ownDefault;
    }

    /** The direct counter that a lookup counts in: the entry's, or the default entry's on a miss. */
    public @Nullable Counter counter(@Nullable Entry found) {
        return found == null ? missCounter : found.counter();
    }

    /** The direct meter that a lookup marks with, likewise. */
    public @Nullable Meter meter(@Nullable Entry found) {
        return found == null ? missMeter : found.meter();
    }

    /** The winning entry for a key, or null. */
    public @Nullable Entry lookup(long[] words) {
        Entry best = null;
        for (Group group : groups) {
            if (best != null && group.maxRank <= best.rank) {
                break;
            }
            int hash = hash(words, group.mask);
            @Nullable Entry[] entries = group.entries[chunkOf(hash, group.entries.length)];
            int last = entries.length - 1;
            int at = hash & last;
            for (Entry entry = entries[at]; entry != null; entry = entries[at]) {
                if (entry.hash == hash && (best == null || entry.rank > best.rank) && entry.matches(words)) {
                    best = entry;
                }
                at = (at + 1) & last;
            }
        }
        return best;
    }

    /** As {@link #lookup(long[])} in a table whose keys are one word. */
    public @Nullable Entry lookup(long word) {
        Entry best = null;
        for (Group group : groups) {
            if (best != null && group.maxRank <= best.rank) {
                break;
            }
            long key = word & group.mask[0];
            int hash = (int) mix(0, key);
            int chunk = chunkOf(hash, group.rows.length);
            long[] rows = group.rows[chunk];
            @Nullable Entry[] entries = group.entries[chunk];
            int last = entries.length - 1;
            int at = hash & last;
            for (Entry entry = entries[at]; entry != null; entry = entries[at]) {
                if (rows[at << shift] == key
                        && (best == null || entry.rank > best.rank)
                        && (!group.ranges || entry.matchesRanges(word, 0))) {
                    best = entry;
                    if (!group.ranges && entry.rank == group.maxRank) {
                        return best;
                    }
                }
                at = (at + 1) & last;
            }
        }
        return best;
    }

    /** As {@link #lookup(long[])} in a table whose keys are two words. */
    public @Nullable Entry lookup(long first, long second) {
        Entry best = null;
        for (Group group : groups) {
            if (best != null && group.maxRank <= best.rank) {
                break;
            }
            long key0 = first & group.mask[0];
            long key1 = second & group.mask[1];
            int hash = (int) mix(mix(0, key0), key1);
            int chunk = chunkOf(hash, group.rows.length);
            long[] rows = group.rows[chunk];
            @Nullable Entry[] entries = group.entries[chunk];
            int last = entries.length - 1;
            int at = hash & last;
            for (Entry entry = entries[at]; entry != null; entry = entries[at]) {
                if (rows[at << shift] == key0
                        && rows[(at << shift) + 1] == key1
                        && (best == null || entry.rank > best.rank)
                        && (!group.ranges || entry.matchesRanges(first, second))) {
                    best = entry;
                    if (!group.ranges && entry.rank == group.maxRank) {
                        return best;
                    }
                }
                at = (at + 1) & last;
            }
        }
        return best;
    }

    /** Finds the row of a key in a table whose rows are complete and whose keys are one word. */
    public boolean find(long key, Place place) {
        if (groups.length == 0) {
            return false;
        }
        long[][] chunks = groups[0].rows;
        int hash = (int) mix(0, key);
        int chunk = chunkOf(hash, chunks.length);
        long[] rows = chunks[chunk];
        int last = (rows.length >> shift) - 1;
        for (int slot = hash & last; ; slot = (slot + 1) & last) {
            int row = slot << shift;
            if (rows[row + 1] == 0) {
                return false;
            }
            if (rows[row] == key) {
                return found(place, rows, row + 1, chunk, slot);
            }
        }
    }

    /** As {@link #find(long, Place)} where keys are two words. */
    public boolean find(long first, long second, Place place) {
        if (groups.length == 0) {
            return false;
        }
        long[][] chunks = groups[0].rows;
        int hash = (int) mix(mix(0, first), second);
        int chunk = chunkOf(hash, chunks.length);
        long[] rows = chunks[chunk];
        int last = (rows.length >> shift) - 1;
        for (int slot = hash & last; ; slot = (slot + 1) & last) {
            int row = slot << shift;
            if (rows[row + 2] == 0) {
                return false;
            }
            if (rows[row] == first && rows[row + 1] == second) {
                return found(place, rows, row + 2, chunk, slot);
            }
        }
    }

    private static boolean found(Place place, long[] rows, int at, int chunk, int slot) {
        place.rows = rows;
        place.at = at;
        place.chunk = chunk;
        place.slot = slot;
        return true;
    }

    /** The entry whose row was found. */
    public @Nullable Entry entry(Place place) {
        return groups[0].entries[place.chunk][place.slot];
    }

    static int hash(long[] words, long[] mask) {
        long h = 0;
        for (int i = 0; i < mask.length; i++) {
            h = mix(h, words[i] & mask[i]);
        }
        return (int) h;
    }

    private static long mix(long hash, long word) {
        long h = (hash ^ word) * 0x9E3779B97F4A7C15L;
        return h ^ h >>> 32;
    }

    /** The high bits choose the chunk, the low ones the place in it. */
    static int chunkOf(int hash, int chunks) {
        return hash >>> 16 & (chunks - 1);
    }
}

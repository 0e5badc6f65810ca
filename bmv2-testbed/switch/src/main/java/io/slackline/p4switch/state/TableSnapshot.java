package io.slackline.p4switch.state;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One immutable version of a table: tuple space search (Srinivasan, Suri, Varghese, SIGCOMM 1999). Entries with the same mask are in one
 * hash table; the tables are searched by falling greatest rank, until none left can win. An exact table has one mask, an lpm table
 * one for each prefix length in use, ranked by that length.
 *
 * <p>A hash table is an array of chunks, each of them an open-addressed table with its keys packed side by side, so that a lookup touches
 * few lines of memory and no entry but the one it finds. An update copies one chunk and the array: about the square root of the
 * table's size, so that loading a large table entry by entry stays affordable.
 */
public final class TableSnapshot {

    private static final int CHUNK_ENTRIES = 32;
    private static final int LEAST_SLOTS = 8;
    private static final int MOST_CHUNKS = 1 << 15;

    /**
     * Entries whose hashes agree in the bits that choose the chunk.
     *
     * @param keys words of the key of each slot, side by side; a power of two of slots, at least a quarter of them free
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Chunk(long[] keys, @Nullable Entry[] entries, int size) {

        static Chunk empty(int words, int slots) {
            return new Chunk(new long[words * slots], new Entry[slots], 0);
        }

        Chunk with(Entry entry) {
            boolean full = (size + 1) * 4 > entries.length * 3;
            Chunk copy =
                    full ? resized(entries.length * 2, entry.words()) : new Chunk(keys.clone(), entries.clone(), size);
            copy.put(entry);
            return new Chunk(copy.keys, copy.entries, size + 1);
        }

        Chunk without(Entry entry) {
            Chunk copy = empty(entry.words(), entries.length);
            int left = 0;
            for (Entry each : entries) {
                if (each != null && each != entry) {
                    copy.put(each);
                    left++;
                }
            }
            return new Chunk(copy.keys, copy.entries, left);
        }

        private Chunk resized(int slots, int words) {
            Chunk copy = empty(words, slots);
            for (Entry each : entries) {
                if (each != null) {
                    copy.put(each);
                }
            }
            return copy;
        }

        private void put(Entry entry) {
            int at = entry.hash & (entries.length - 1);
            while (entries[at] != null) {
                at = (at + 1) & (entries.length - 1);
            }
            entries[at] = entry;
            entry.copyKey(keys, at * entry.words());
        }
    }

    /**
     * Entries with one mask.
     *
     * @param keys of each chunk, and
     * @param entries of each chunk, held here too: a lookup finds them without a look at the chunk
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Group(
            long[] mask,
            int maxRank,
            int size,
            boolean ranges,
            Chunk[] chunks,
            long[][] keys,
            @Nullable Entry[][] entries) {

        static Group of(long[] mask, int maxRank, int size, boolean ranges, Chunk[] chunks) {
            long[][] keys = new long[chunks.length][];
            @Nullable Entry[][] entries = new Entry[chunks.length][];
            for (int i = 0; i < chunks.length; i++) {
                keys[i] = chunks[i].keys;
                entries[i] = chunks[i].entries;
            }
            return new Group(mask, maxRank, size, ranges, chunks, keys, entries);
        }

        /** The group with another chunk in its place. */
        Group with(int index, Chunk chunk, int newRank, int newSize, boolean newRanges) {
            Chunk[] nextChunks = chunks.clone();
            long[][] nextKeys = keys.clone();
            @Nullable Entry[][] nextEntries = entries.clone();
            nextChunks[index] = chunk;
            nextKeys[index] = chunk.keys;
            nextEntries[index] = chunk.entries;
            return new Group(mask, newRank, newSize, newRanges, nextChunks, nextKeys, nextEntries);
        }
    }

    private final Group[] groups;
    private final @Nullable BoundAction ownDefault;
    private final @Nullable ActionSource defaultAction;

    private TableSnapshot(Group[] groups, @Nullable ActionSource defaultAction) {
        this.groups = groups;
        this.defaultAction = defaultAction;
        this.ownDefault = defaultAction instanceof ActionSource.Own(BoundAction action) ? action : null;
    }

    static TableSnapshot empty(@Nullable ActionSource defaultAction) {
        return new TableSnapshot(new Group[0], defaultAction);
    }

    /** What a miss does; null for nothing. */
    public @Nullable ActionSource defaultAction() {
        return defaultAction;
    }

    /** The default action if it is the table's own. */
    public @Nullable BoundAction ownDefault() {
        return ownDefault;
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
            int chunk = chunkOf(hash, group.keys.length);
            long[] keys = group.keys[chunk];
            @Nullable Entry[] entries = group.entries[chunk];
            int last = keys.length - 1;
            int at = hash & last;
            for (Entry entry = entries[at]; entry != null; entry = entries[at]) {
                if (keys[at] == key
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
            int chunk = chunkOf(hash, group.keys.length);
            long[] keys = group.keys[chunk];
            @Nullable Entry[] entries = group.entries[chunk];
            int last = entries.length - 1;
            int at = hash & last;
            for (Entry entry = entries[at]; entry != null; entry = entries[at]) {
                if (keys[2 * at] == key0
                        && keys[2 * at + 1] == key1
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
    private static int chunkOf(int hash, int chunks) {
        return hash >>> 16 & (chunks - 1);
    }

    TableSnapshot withDefault(@Nullable ActionSource newDefault) {
        return new TableSnapshot(groups, newDefault);
    }

    TableSnapshot with(Entry entry) {
        for (int i = 0; i < groups.length; i++) {
            if (Arrays.equals(groups[i].mask, entry.mask)) {
                return replaced(i, add(groups[i], entry));
            }
        }
        Group[] next = Arrays.copyOf(groups, groups.length + 1);
        Chunk[] one = {Chunk.empty(entry.words(), LEAST_SLOTS)};
        next[groups.length] = add(Group.of(entry.mask, Integer.MIN_VALUE, 0, false, one), entry);
        return sorted(next);
    }

    TableSnapshot without(Entry entry) {
        for (int i = 0; i < groups.length; i++) {
            if (Arrays.equals(groups[i].mask, entry.mask)) {
                return replaced(i, remove(groups[i], entry));
            }
        }
        return this;
    }

    private TableSnapshot replaced(int index, Group group) {
        Group[] next = groups.clone();
        next[index] = group;
        if (group.size == 0) {
            return sorted(Arrays.stream(next).filter(g -> g.size > 0).toArray(Group[]::new));
        }
        return group.maxRank == groups[index].maxRank ? new TableSnapshot(next, defaultAction) : sorted(next);
    }

    private TableSnapshot sorted(Group[] next) {
        Arrays.sort(next, Comparator.comparingInt(Group::maxRank).reversed());
        return new TableSnapshot(next, defaultAction);
    }

    private static Group add(Group group, Entry entry) {
        boolean full = group.size >= group.chunks.length * CHUNK_ENTRIES && group.chunks.length < MOST_CHUNKS;
        Group roomy = full
                ? Group.of(group.mask, group.maxRank, group.size, group.ranges, grown(group, entry.words()))
                : group;
        int chunk = chunkOf(entry.hash, roomy.chunks.length);
        return roomy.with(
                chunk,
                roomy.chunks[chunk].with(entry),
                Math.max(group.maxRank, entry.rank),
                group.size + 1,
                group.ranges || entry.hasRanges());
    }

    private static Chunk[] grown(Group group, int words) {
        Chunk[] chunks = new Chunk[group.chunks.length * 4];
        Arrays.fill(chunks, Chunk.empty(words, LEAST_SLOTS));
        for (Chunk chunk : group.chunks) {
            for (Entry entry : chunk.entries) {
                if (entry != null) {
                    int to = chunkOf(entry.hash, chunks.length);
                    chunks[to] = chunks[to].with(entry);
                }
            }
        }
        return chunks;
    }

    /** The greatest rank is left as it is: too high only costs a search. */
    private static Group remove(Group group, Entry entry) {
        int chunk = chunkOf(entry.hash, group.chunks.length);
        Chunk before = group.chunks[chunk];
        Chunk left = before.without(entry);
        return group.with(chunk, left, group.maxRank, group.size - before.size + left.size, group.ranges);
    }
}

package io.slackline.p4switch.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One immutable version of a table: tuple space search (Srinivasan, Suri, Varghese, SIGCOMM 1999). Entries with the same mask are in one
 * hash table; the tables are searched by falling greatest rank, until none left can win. An exact table has one mask, an lpm table
 * one for each prefix length in use, ranked by that length.
 *
 * <p>A hash table is an array of chunks of buckets, and an update copies one chunk and the array: about the square root of the
 * table's size, so that loading a large table entry by entry stays affordable.
 */
public final class TableSnapshot {

    private static final int CHUNK_BITS = 6;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private record Node(Entry entry, @Nullable Node next) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Group(
            long[] mask, int maxRank, int size, @Nullable Node[][] chunks) {}

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
            Node node = group.chunks[(hash >>> CHUNK_BITS) & (group.chunks.length - 1)][hash & (CHUNK - 1)];
            while (node != null) {
                Entry entry = node.entry;
                if (entry.hash == hash && (best == null || entry.rank > best.rank) && entry.matches(words)) {
                    best = entry;
                }
                node = node.next;
            }
        }
        return best;
    }

    /** As {@link #lookup(long[])} in a table whose keys are one word. */
    public @Nullable Entry lookup(long word) {
        return lookup(new long[] {word});
    }

    /** As {@link #lookup(long[])} in a table whose keys are two words. */
    public @Nullable Entry lookup(long first, long second) {
        return lookup(new long[] {first, second});
    }

    static int hash(long[] words, long[] mask) {
        long h = 0;
        for (int i = 0; i < mask.length; i++) {
            h = (h ^ (words[i] & mask[i])) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 32;
        }
        return (int) h;
    }

    TableSnapshot withDefault(@Nullable ActionSource newDefault) {
        return new TableSnapshot(groups, newDefault);
    }

    TableSnapshot with(Entry entry) {
        List<Group> next = new ArrayList<>();
        boolean found = false;
        for (Group group : groups) {
            boolean same = Arrays.equals(group.mask, entry.mask);
            found |= same;
            next.add(same ? add(group, entry) : group);
        }
        if (!found) {
            next.add(add(new Group(entry.mask, Integer.MIN_VALUE, 0, new Node[1][CHUNK]), entry));
        }
        return sorted(next);
    }

    TableSnapshot without(Entry entry) {
        List<Group> next = new ArrayList<>();
        for (Group group : groups) {
            Group left = Arrays.equals(group.mask, entry.mask) ? remove(group, entry) : group;
            if (left.size > 0) {
                next.add(left);
            }
        }
        return sorted(next);
    }

    private TableSnapshot sorted(List<Group> next) {
        next.sort(Comparator.comparingInt(Group::maxRank).reversed());
        return new TableSnapshot(next.toArray(Group[]::new), defaultAction);
    }

    private static Group add(Group group, Entry entry) {
        @Nullable Node[][] chunks = group.size >= group.chunks.length * CHUNK ? grown(group) : group.chunks.clone();
        int chunk = (entry.hash >>> CHUNK_BITS) & (chunks.length - 1);
        @Nullable Node[] buckets = chunks[chunk].clone();
        int bucket = entry.hash & (CHUNK - 1);
        buckets[bucket] = new Node(entry, buckets[bucket]);
        chunks[chunk] = buckets;
        return new Group(group.mask, Math.max(group.maxRank, entry.rank), group.size + 1, chunks);
    }

    private static @Nullable Node[][] grown(Group group) {
        @Nullable Node[][] chunks = new Node[group.chunks.length * 4][CHUNK];
        for (@Nullable Node[] buckets : group.chunks) {
            for (Node node : buckets) {
                for (; node != null; node = node.next) {
                    @Nullable Node[] to = chunks[(node.entry.hash >>> CHUNK_BITS) & (chunks.length - 1)];
                    int bucket = node.entry.hash & (CHUNK - 1);
                    to[bucket] = new Node(node.entry, to[bucket]);
                }
            }
        }
        return chunks;
    }

    /** The greatest rank is left as it is: too high only costs a search. */
    private static Group remove(Group group, Entry entry) {
        @Nullable Node[][] chunks = group.chunks.clone();
        int chunk = (entry.hash >>> CHUNK_BITS) & (chunks.length - 1);
        @Nullable Node[] buckets = chunks[chunk].clone();
        int bucket = entry.hash & (CHUNK - 1);
        Node left = null;
        int removed = 0;
        for (Node node = buckets[bucket]; node != null; node = node.next) {
            if (node.entry == entry) {
                removed++;
            } else {
                left = new Node(node.entry, left);
            }
        }
        buckets[bucket] = left;
        chunks[chunk] = buckets;
        return new Group(group.mask, group.maxRank, group.size - removed, chunks);
    }
}

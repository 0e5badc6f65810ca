package io.slackline.p4switch.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writer's side of {@link TableSnapshot}: changes a table's hash tables and makes snapshots of them. What a snapshot holds is never changed
 * again: the first change after it copies the chunk concerned and the array of chunks, further changes are made in place. So a batch of
 * changes costs little more than its chunks, however large the table. Guarded by the control lock.
 */
final class TableEditor {

    private static final int CHUNK_ENTRIES = 32;
    private static final int LEAST_SLOTS = 8;
    private static final int MOST_CHUNKS = 1 << 15;

    private final RowLayout layout;
    private final int shift;
    private final List<Group> groups = new ArrayList<>();

    /** Counts snapshots: what was copied in the present edition is in no snapshot yet. */
    private int edition = 1;

    TableEditor(RowLayout layout) {
        this.layout = layout;
        this.shift = layout.shift();
    }

    /** Entries with one mask. */
    private final class Group {

        final long[] mask;
        int maxRank = Integer.MIN_VALUE;
        int size;
        boolean ranges;
        long[][] rows;

        @Nullable
        Entry[][] entries;

        /** Entries in each chunk. */
        int[] sizes = new int[1];

        /** The edition in which each chunk was copied, and the one in which the arrays of chunks were. */
        int[] copied = new int[1];

        int arraysCopied;

        Group(long[] mask) {
            this.mask = mask;
            rows = new long[][] {new long[LEAST_SLOTS << shift]};
            entries = new @Nullable Entry[][] {new Entry[LEAST_SLOTS]};
        }

        void add(Entry entry) {
            if (size >= rows.length * CHUNK_ENTRIES && rows.length < MOST_CHUNKS) {
                grow();
            }
            insert(entry);
            size++;
            maxRank = Math.max(maxRank, entry.rank);
            ranges |= entry.hasRanges();
        }

        private void insert(Entry entry) {
            int chunk = TableSnapshot.chunkOf(entry.hash, rows.length);
            if ((sizes[chunk] + 1) * 4 > entries[chunk].length * 3) {
                rebuild(chunk, entries[chunk].length * 2, null);
            } else {
                own(chunk);
            }
            put(rows[chunk], entries[chunk], entry);
            sizes[chunk]++;
        }

        /** The greatest rank is left as it is: too high only costs a search. */
        void remove(Entry entry) {
            int chunk = TableSnapshot.chunkOf(entry.hash, rows.length);
            rebuild(chunk, entries[chunk].length, entry);
            sizes[chunk]--;
            size--;
        }

        void replace(Entry before, Entry after) {
            int chunk = TableSnapshot.chunkOf(before.hash, rows.length);
            own(chunk);
            int slot = slot(entries[chunk], before);
            entries[chunk][slot] = after;
            after.write(rows[chunk], slot << shift, layout);
        }

        private void ownArrays() {
            if (arraysCopied != edition) {
                rows = rows.clone();
                entries = entries.clone();
                arraysCopied = edition;
            }
        }

        private void own(int chunk) {
            ownArrays();
            if (copied[chunk] != edition) {
                rows[chunk] = rows[chunk].clone();
                entries[chunk] = entries[chunk].clone();
                copied[chunk] = edition;
            }
        }

        private void rebuild(int chunk, int slots, @Nullable Entry without) {
            ownArrays();
            @Nullable Entry[] before = entries[chunk];
            long[] newRows = new long[slots << shift];
            @Nullable Entry[] newEntries = new Entry[slots];
            for (Entry entry : before) {
                if (entry != null && entry != without) {
                    put(newRows, newEntries, entry);
                }
            }
            rows[chunk] = newRows;
            entries[chunk] = newEntries;
            copied[chunk] = edition;
        }

        private void grow() {
            @Nullable Entry[][] before = entries;
            int chunks = before.length * 4;
            rows = new long[chunks][];
            entries = new @Nullable Entry[chunks][];
            Arrays.fill(rows, new long[LEAST_SLOTS << shift]);
            Arrays.fill(entries, new @Nullable Entry[LEAST_SLOTS]);
            sizes = new int[chunks];
            copied = new int[chunks];
            arraysCopied = edition;
            for (@Nullable Entry[] chunk : before) {
                for (Entry entry : chunk) {
                    if (entry != null) {
                        insert(entry);
                    }
                }
            }
        }

        TableSnapshot.Group snapshot() {
            return new TableSnapshot.Group(mask, maxRank, ranges, rows, entries);
        }
    }

    private static int slot(@Nullable Entry[] entries, Entry entry) {
        int at = entry.hash & (entries.length - 1);
        while (entries[at] != entry) {
            at = (at + 1) & (entries.length - 1);
        }
        return at;
    }

    private void put(long[] rows, @Nullable Entry[] entries, Entry entry) {
        int at = entry.hash & (entries.length - 1);
        while (entries[at] != null) {
            at = (at + 1) & (entries.length - 1);
        }
        entries[at] = entry;
        entry.write(rows, at << shift, layout);
    }

    private @Nullable Group find(Entry entry) {
        for (Group group : groups) {
            if (Arrays.equals(group.mask, entry.mask)) {
                return group;
            }
        }
        return null;
    }

    private Group require(Entry entry) {
        Group group = find(entry);
        if (group == null) {
            throw new IllegalArgumentException("no entry has this mask");
        }
        return group;
    }

    void add(Entry entry) {
        Group group = find(entry);
        if (group == null) {
            group = new Group(entry.mask);
            groups.add(group);
        }
        group.add(entry);
    }

    /** Takes out an entry that is there. */
    void remove(Entry entry) {
        Group group = require(entry);
        group.remove(entry);
        if (group.size == 0) {
            groups.remove(group);
        }
    }

    /** Puts an entry in the place of one that is there and has the same key. */
    void replace(Entry before, Entry after) {
        require(before).replace(before, after);
    }

    /** The table as it is now. */
    TableSnapshot snapshot(@Nullable ActionSource defaultAction, Cells missCells) {
        edition++;
        return new TableSnapshot(
                groups.stream()
                        .sorted(Comparator.comparingInt((Group group) -> group.maxRank)
                                .reversed())
                        .map(Group::snapshot)
                        .toArray(TableSnapshot.Group[]::new),
                layout,
                defaultAction,
                missCells);
    }
}

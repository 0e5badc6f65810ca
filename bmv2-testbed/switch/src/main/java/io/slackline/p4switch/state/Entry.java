package io.slackline.p4switch.state;

import io.slackline.p4switch.target.TableEntry;
import org.jspecify.annotations.Nullable;

/** A table entry as the engine sees it. Immutable but for its cells, which a modified entry takes over from its predecessor. */
public final class Entry {

    /** The action is a member of a profile, or a group's. */
    public static final int SHARED = -1;

    private static final long[] NO_ARGUMENTS = {};

    private final long[] key;
    final long[] mask;
    final int rank;
    final int hash;
    private final long @Nullable [] ranges;
    private final ActionSource action;
    private final int position;
    private final long[] arguments;
    private final @Nullable Counter counter;
    private final @Nullable Meter meter;
    final Hits hits;
    final TableEntry written;

    /** When an entry was last used. */
    static final class Hits {
        long lastNanos;
        long toldNanos;
    }

    /**
     * Makes an entry.
     *
     * @param key words under the mask
     * @param rank larger wins
     * @param ranges triples {word, low, high}, unsigned, or null
     * @param cells direct ones, which a modified entry takes over
     */
    Entry(
            long[] key,
            long[] mask,
            int rank,
            long @Nullable [] ranges,
            ActionSource action,
            Cells cells,
            Hits hits,
            TableEntry written) {
        this.key = key;
        this.mask = mask;
        this.rank = rank;
        this.hash = TableSnapshot.hash(key, mask);
        this.ranges = ranges;
        this.action = action;
        BoundAction own = action instanceof ActionSource.Own(BoundAction bound) ? bound : null;
        this.position = own == null ? SHARED : own.position();
        this.arguments = own == null ? NO_ARGUMENTS : own.arguments();
        this.counter = cells.counter();
        this.meter = cells.meter();
        this.hits = hits;
        this.written = written;
    }

    /** As the control plane wrote it. */
    public TableEntry written() {
        return written;
    }

    public ActionSource action() {
        return action;
    }

    /** Position of the entry's own action among the table's, or {@link #SHARED}. */
    public int position() {
        return position;
    }

    /** Arguments of the entry's own action. */
    public long[] arguments() {
        return arguments;
    }

    Cells cells() {
        return new Cells(meter, counter);
    }

    public @Nullable Counter counter() {
        return counter;
    }

    public @Nullable Meter meter() {
        return meter;
    }

    /** Records that a packet used the entry; only asked for in tables with timeouts. */
    public void hit(long nowNanos) {
        hits.lastNanos = nowNanos;
    }

    /** Writes its row. */
    void write(long[] rows, int at, RowLayout layout) {
        System.arraycopy(key, 0, rows, at, key.length);
        rows[at + key.length] = (long) position + RowLayout.FIRST_ACTION;
        if (layout.argumentLimbs() > 0) {
            System.arraycopy(arguments, 0, rows, at + key.length + 1, arguments.length);
        }
    }

    boolean hasRanges() {
        return ranges != null;
    }

    boolean matches(long[] words) {
        for (int i = 0; i < key.length; i++) {
            if ((words[i] & mask[i]) != key[i]) {
                return false;
            }
        }
        if (ranges != null) {
            for (int i = 0; i < ranges.length; i += 3) {
                if (!inRange(words[(int) ranges[i]], i)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the ranges hold, for a key of one or two words. */
    boolean matchesRanges(long first, long second) {
        if (ranges != null) {
            for (int i = 0; i < ranges.length; i += 3) {
                if (!inRange(ranges[i] == 0 ? first : second, i)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean inRange(long value, int at) {
        return ranges != null
                && Long.compareUnsigned(value, ranges[at + 1]) >= 0
                && Long.compareUnsigned(value, ranges[at + 2]) <= 0;
    }
}

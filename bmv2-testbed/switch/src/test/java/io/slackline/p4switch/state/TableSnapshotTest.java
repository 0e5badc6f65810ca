package io.slackline.p4switch.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the lookup against a search of all entries. */
final class TableSnapshotTest {

    private final Random random = new Random(7);

    private static Entry entry(long[] key, long[] mask, int rank) {
        ActionCall call = new ActionCall("a", List.of());
        TableEntry written = TableEntry.of(new TableKey(List.of(), 0), new TableAction.Direct(call));
        ActionSource action = new ActionSource.Own(new BoundAction(0, 0, new long[0], call));
        return new Entry(key, mask, rank, null, action, null, null, new Entry.Hits(), written);
    }

    private static @Nullable Entry search(List<Entry> entries, long[] words) {
        Entry best = null;
        for (Entry entry : entries) {
            if (entry.matches(words) && (best == null || entry.rank > best.rank)) {
                best = entry;
            }
        }
        return best;
    }

    @Test
    void findsTheEntryOfTheGreatestRank() {
        List<Entry> entries = new ArrayList<>();
        TableSnapshot snapshot = TableSnapshot.empty(null);
        for (int round = 0; round < 4000; round++) {
            if (entries.size() > 300 || (!entries.isEmpty() && random.nextInt(4) == 0)) {
                snapshot = snapshot.without(entries.remove(random.nextInt(entries.size())));
            } else {
                long mask = -1L << random.nextInt(8);
                long[] masks = {mask, random.nextBoolean() ? -1L : 0L};
                long[] key = {random.nextInt(64) & masks[0], random.nextInt(3) & masks[1]};
                Entry entry = entry(key, masks, round + 1);
                entries.add(entry);
                snapshot = snapshot.with(entry);
            }
            long[] words = {random.nextInt(64), random.nextInt(3)};
            assertEquals(search(entries, words), snapshot.lookup(words));
            assertEquals(search(entries, words), snapshot.lookup(words[0], words[1]));
        }
    }

    @Test
    void growsToManyEntriesAndShrinksToNone() {
        List<Entry> entries = new ArrayList<>();
        TableSnapshot snapshot = TableSnapshot.empty(null);
        long[] all = {-1L};
        for (long i = 0; i < 20_000; i++) {
            Entry entry = entry(new long[] {i * 0x10001}, all, 0);
            entries.add(entry);
            snapshot = snapshot.with(entry);
        }
        TableSnapshot full = snapshot;
        for (Entry entry : entries) {
            snapshot = snapshot.without(entry);
        }
        for (long i = 0; i < 20_000; i++) {
            long[] words = {i * 0x10001};
            assertEquals(entries.get((int) i), full.lookup(words), "an old version stays as it was");
            assertEquals(entries.get((int) i), full.lookup(words[0]));
            assertNull(snapshot.lookup(words));
        }
        assertNotNull(full.lookup(new long[] {0}));
    }
}

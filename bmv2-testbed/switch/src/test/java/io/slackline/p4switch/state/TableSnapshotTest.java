package io.slackline.p4switch.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        return new Entry(key, mask, rank, null, action, Cells.NONE, new Entry.Hits(), written);
    }

    private static Entry again(Entry entry) {
        long[] row = new long[3];
        entry.write(row, 0, new RowLayout(2, 0));
        return entry(new long[] {row[0], row[1]}, entry.mask, entry.rank);
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
        TableEditor table = new TableEditor(new RowLayout(2, 0));
        for (int round = 0; round < 6000; round++) {
            if (entries.size() > 300 || (!entries.isEmpty() && random.nextInt(4) == 0)) {
                table.remove(entries.remove(random.nextInt(entries.size())));
            } else if (!entries.isEmpty() && random.nextInt(4) == 0) {
                int at = random.nextInt(entries.size());
                Entry before = entries.get(at);
                entries.set(at, again(before));
                table.replace(before, entries.get(at));
            } else {
                long mask = -1L << random.nextInt(8);
                long[] masks = {mask, random.nextBoolean() ? -1L : 0L};
                long[] key = {random.nextInt(64) & masks[0], random.nextInt(3) & masks[1]};
                Entry entry = entry(key, masks, round + 1);
                entries.add(entry);
                table.add(entry);
            }
            if (random.nextInt(3) == 0) {
                TableSnapshot snapshot = table.snapshot(null, Cells.NONE);
                long[] words = {random.nextInt(64), random.nextInt(3)};
                assertEquals(search(entries, words), snapshot.lookup(words));
                assertEquals(search(entries, words), snapshot.lookup(words[0], words[1]));
            }
        }
    }

    @Test
    void growsToManyEntriesAndShrinksToNone() {
        List<Entry> entries = new ArrayList<>();
        TableEditor table = new TableEditor(new RowLayout(1, 0));
        long[] all = {-1L};
        for (long i = 0; i < 20_000; i++) {
            Entry entry = entry(new long[] {i * 0x10001}, all, 0);
            entries.add(entry);
            table.add(entry);
        }
        TableSnapshot full = table.snapshot(null, Cells.NONE);
        for (Entry entry : entries) {
            table.remove(entry);
        }
        TableSnapshot empty = table.snapshot(null, Cells.NONE);
        for (long i = 0; i < 20_000; i++) {
            long[] words = {i * 0x10001};
            assertEquals(entries.get((int) i), full.lookup(words), "an old version stays as it was");
            assertEquals(entries.get((int) i), full.lookup(words[0]));
            assertNull(empty.lookup(words));
        }
    }

    @Test
    void oldVersionsStayAsTheyWere() {
        TableEditor table = new TableEditor(new RowLayout(1, 3));
        Map<Long, Entry> now = new HashMap<>();
        List<Map<Long, Entry>> contents = new ArrayList<>();
        List<TableSnapshot> versions = new ArrayList<>();
        for (int version = 0; version < 40; version++) {
            for (int change = 0; change < 100; change++) {
                long key = random.nextInt(3000);
                Entry present = now.get(key);
                if (present == null) {
                    Entry made = entry(new long[] {key}, new long[] {-1L}, 0);
                    table.add(made);
                    now.put(key, made);
                } else if (random.nextBoolean()) {
                    Entry made = entry(new long[] {key}, new long[] {-1L}, 0);
                    table.replace(present, made);
                    now.put(key, made);
                } else {
                    table.remove(present);
                    now.remove(key);
                }
            }
            contents.add(Map.copyOf(now));
            versions.add(table.snapshot(null, Cells.NONE));
        }
        TableSnapshot.Place place = new TableSnapshot.Place();
        for (int version = 0; version < 40; version++) {
            for (long key = 0; key < 3000; key++) {
                Entry expected = contents.get(version).get(key);
                TableSnapshot snapshot = versions.get(version);
                assertEquals(expected, snapshot.lookup(key));
                assertEquals(expected, snapshot.find(key, place) ? snapshot.entry(place) : null);
            }
        }
    }
}

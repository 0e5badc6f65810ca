package io.slackline.p4switch.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the lookup against a search of all entries. */
final class TableSnapshotTest {

    private final Random random = new Random(7);

    private static Entry entry(long[] key, long[] mask, int rank, long @Nullable [] ranges) {
        ActionCall call = new ActionCall("a", List.of());
        TableEntry written = TableEntry.of(new TableKey(List.of(), 0), new TableAction.Direct(call));
        ActionSource action = new ActionSource.Own(new BoundAction(0, 0, new long[0], call));
        return new Entry(key, mask, rank, ranges, action, Cells.NONE, new Entry.Hits(), written);
    }

    /** Another one with the same key, without ranges. */
    private static Entry again(Entry entry, int words) {
        long[] row = new long[words + 1];
        entry.write(row, 0, new RowLayout(words, 0));
        return entry(Arrays.copyOf(row, words), entry.mask, entry.rank, null);
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

    /** A key of 6 bits under one of 8 prefixes; where there is a second word, 2 bits of it or none; one in four with a range of the first word. */
    private Entry anyEntry(int words) {
        long[] mask = {-1L << random.nextInt(8), random.nextBoolean() ? -1L : 0L};
        long[] key = {random.nextInt(64) & mask[0], random.nextInt(3) & mask[1]};
        long low = random.nextInt(64);
        long[] range = {0, low, low + random.nextInt(16)};
        return entry(
                Arrays.copyOf(key, words),
                Arrays.copyOf(mask, words),
                random.nextInt(),
                random.nextInt(4) == 0 ? range : null);
    }

    private static @Nullable Entry found(TableSnapshot snapshot, long[] words) {
        return words.length == 1 ? snapshot.lookup(words[0]) : snapshot.lookup(words[0], words[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void findsTheEntryOfTheGreatestRank(int words) {
        List<Entry> entries = new ArrayList<>();
        TableEditor table = new TableEditor(new RowLayout(words, 0));
        for (int round = 0; round < 6000; round++) {
            if (entries.size() > 300 || (!entries.isEmpty() && random.nextInt(4) == 0)) {
                table.remove(entries.remove(random.nextInt(entries.size())));
            } else if (!entries.isEmpty() && random.nextInt(4) == 0) {
                int at = random.nextInt(entries.size());
                Entry before = entries.get(at);
                entries.set(at, again(before, words));
                table.replace(before, entries.get(at));
            } else {
                Entry entry = anyEntry(words);
                entries.add(entry);
                table.add(entry);
            }
            if (random.nextInt(3) == 0) {
                TableSnapshot snapshot = table.snapshot(null, Cells.NONE);
                long[] key = Arrays.copyOf(new long[] {random.nextInt(80), random.nextInt(3)}, words);
                assertEquals(search(entries, key), snapshot.lookup(key));
                assertEquals(search(entries, key), found(snapshot, key));
            }
        }
    }

    @Test
    void exactKeysOfTwoWordsAreFoundByBoth() {
        TableEditor table = new TableEditor(new RowLayout(2, 1));
        Entry one = entry(new long[] {5, 6}, new long[] {-1L, -1L}, 0, null);
        Entry other = entry(new long[] {5, 7}, new long[] {-1L, -1L}, 0, null);
        table.add(one);
        table.add(other);
        TableSnapshot snapshot = table.snapshot(null, Cells.NONE);
        TableSnapshot.Place place = new TableSnapshot.Place();
        for (Entry entry : List.of(one, other)) {
            assertTrue(snapshot.find(5, entry == one ? 6 : 7, place));
            assertEquals(entry, snapshot.entry(place));
        }
        assertFalse(snapshot.find(5, 8, place));
        assertFalse(snapshot.find(6, 6, place));
    }

    @Test
    void growsToManyEntriesAndShrinksToNone() {
        List<Entry> entries = new ArrayList<>();
        TableEditor table = new TableEditor(new RowLayout(1, 0));
        long[] all = {-1L};
        for (long i = 0; i < 20_000; i++) {
            Entry entry = entry(new long[] {i * 0x10001}, all, 0, null);
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
                    Entry made = entry(new long[] {key}, new long[] {-1L}, 0, null);
                    table.add(made);
                    now.put(key, made);
                } else if (random.nextBoolean()) {
                    Entry made = entry(new long[] {key}, new long[] {-1L}, 0, null);
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

package io.slackline.controller.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.controller.device.Candidates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlotLayoutTest {
    @Test
    void fillsAllSlotsWithOneNode() {
        var layout = SlotLayout.of(new TreeMap<>(Map.of(7, 1.0)), Optional.empty());
        assertEquals(Collections.nCopies(64, 7), layout.first());
        assertEquals(Collections.nCopies(64, 7), layout.second());
    }

    @Test
    void givesEachNodeItsShareOfSlots() {
        var layout = SlotLayout.of(new TreeMap<>(Map.of(1, 0.7, 2, 0.3)), Optional.empty());
        assertEquals(45, Collections.frequency(layout.first(), 1));
        assertEquals(19, Collections.frequency(layout.first(), 2));
    }

    @Test
    void givesEvenASmallShareOneSlot() {
        var layout = SlotLayout.of(new TreeMap<>(Map.of(1, 0.999, 2, 0.001)), Optional.empty());
        assertEquals(1, Collections.frequency(layout.first(), 2));
    }

    @Test
    void comparesTwoDifferentNodesInEverySlot() {
        var random = new Random(42);
        Optional<Candidates> previous = Optional.empty();
        for (int round = 0; round < 500; round++) {
            var layout = SlotLayout.of(weights(random, 2), previous);
            for (int slot = 0; slot < Candidates.SLOTS; slot++) {
                assertNotEquals(layout.first().get(slot), layout.second().get(slot));
            }
            previous = Optional.of(layout);
        }
    }

    @Test
    void spreadsSecondChoicesOverAllNodes() {
        var layout = SlotLayout.of(equal(5), Optional.empty());
        for (int node = 1; node <= 5; node++) {
            int count = Collections.frequency(layout.second(), node);
            assertTrue(count >= 9 && count <= 17, "node " + node + " is second choice " + count + " times");
        }
    }

    /** The fewest slots that any layout with the new counts can move are those that the new counts demand. */
    @Test
    void movesNoSlotThatNeedNotMove() {
        var random = new Random(7);
        var weights = weights(random, 1);
        var layout = SlotLayout.of(weights, Optional.empty());
        for (int round = 0; round < 1000; round++) {
            var nextWeights = weights(random, 1);
            var next = SlotLayout.of(nextWeights, Optional.of(layout));
            var quotas = SlotLayout.quotas(nextWeights);
            int needed = 0;
            for (var quota : quotas.entrySet()) {
                needed += Math.max(0, quota.getValue() - Collections.frequency(layout.first(), quota.getKey()));
                assertEquals(quota.getValue(), Collections.frequency(next.first(), quota.getKey()));
            }
            assertEquals(needed, moved(layout.first(), next.first()));
            layout = next;
        }
    }

    /** The figures of docs/dataplane.md: slots of 64 that change their node, on average over who comes or goes. */
    @Test
    void disruptionIsAsDocumented() throws IOException {
        String documented = Files.readString(Path.of("../../docs/dataplane.md"));
        List<String> rows = new ArrayList<>();
        for (int nodes : new int[] {2, 4, 8, 16, 32}) {
            double joins = 0;
            double rebuiltJoins = 0;
            double leaves = 0;
            double rebuiltLeaves = 0;
            for (int other = 0; other < nodes; other++) {
                var before = SlotLayout.of(equal(nodes), Optional.empty());
                var more = equal(nodes);
                more.put(100 + other, 1.0);
                joins += moved(
                        before.first(), SlotLayout.of(more, Optional.of(before)).first());
                rebuiltJoins += moved(
                        before.first(), SlotLayout.of(more, Optional.empty()).first());
                var fewer = equal(nodes);
                fewer.remove(1 + other);
                leaves += moved(
                        before.first(),
                        SlotLayout.of(fewer, Optional.of(before)).first());
                rebuiltLeaves += moved(
                        before.first(), SlotLayout.of(fewer, Optional.empty()).first());
            }
            String row = String.format(
                    Locale.ROOT,
                    "| %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |",
                    nodes,
                    joins / nodes,
                    rebuiltJoins / nodes,
                    64.0 * nodes / (nodes + 1),
                    leaves / nodes,
                    rebuiltLeaves / nodes,
                    64.0 * (nodes - 1) / nodes);
            rows.add(row);
        }
        String table = String.join("\n", rows);
        assertTrue(documented.contains(table), "docs/dataplane.md has not\n" + table);
    }

    @Test
    void replacingANodeMovesOnlyItsSlots() {
        var before = SlotLayout.of(equal(3), Optional.empty());
        var after = SlotLayout.of(new TreeMap<>(Map.of(1, 1.0, 2, 1.0, 9, 1.0)), Optional.of(before));
        for (int slot = 0; slot < Candidates.SLOTS; slot++) {
            if (before.first().get(slot) != 3) {
                assertEquals(before.first().get(slot), after.first().get(slot));
            }
        }
    }

    @Test
    void isTheSameEachTime() {
        assertEquals(SlotLayout.of(equal(4), Optional.empty()), SlotLayout.of(equal(4), Optional.empty()));
    }

    private static int moved(List<Integer> before, List<Integer> after) {
        int moved = 0;
        for (int slot = 0; slot < before.size(); slot++) {
            moved += before.get(slot).equals(after.get(slot)) ? 0 : 1;
        }
        return moved;
    }

    private static SortedMap<Integer, Double> equal(int nodes) {
        var weights = new TreeMap<Integer, Double>();
        for (int node = 1; node <= nodes; node++) {
            weights.put(node, 1.0);
        }
        return weights;
    }

    private static SortedMap<Integer, Double> weights(Random random, int least) {
        var weights = new TreeMap<Integer, Double>();
        int nodes = least + random.nextInt(12);
        while (weights.size() < nodes) {
            weights.put(1 + random.nextInt(40), 0.05 + random.nextDouble());
        }
        return weights;
    }
}

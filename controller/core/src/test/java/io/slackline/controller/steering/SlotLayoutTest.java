package io.slackline.controller.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.controller.device.Candidates;
import java.util.Collections;
import java.util.List;
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

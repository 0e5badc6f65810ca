package io.slackline.controller.steering;

import io.slackline.controller.device.Candidates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lays nodes out over the 64 slots of a candidate group.
 *
 * <p>Each node gets as many slots as its weight asks for (largest remainder). Where there is no earlier layout, nodes take turns in choosing
 * their most preferred free slot, as in Maglev (Eisenbud et al., NSDI 2016, section 3.4; 64 slots and odd strides, so that each node's
 * preference list is a permutation). Where there is one, nodes first give up what they hold too much, and those who hold too little
 * choose among the freed slots: no layout with these counts moves fewer slots, and a flow without affinity stays where it was in all others.
 */
public final class SlotLayout {
    private static final int SLOTS = Candidates.SLOTS;
    private static final int FREE = 0;

    private SlotLayout() {}

    /**
     * Deterministic.
     *
     * @param weights node index to weight above 0; 1 to 64 nodes
     * @param previous the layout in use
     */
    public static Candidates of(SortedMap<Integer, Double> weights, Optional<Candidates> previous) {
        if (weights.isEmpty() || weights.size() > SLOTS) {
            throw new IllegalArgumentException(
                    "a candidate group takes 1 to " + SLOTS + " nodes, got " + weights.size());
        }
        var first = firsts(weights, previous);
        var second = weights.size() == 1 ? first.clone() : seconds(weights, first, previous);
        return new Candidates(boxed(first), boxed(second));
    }

    private static int[] firsts(SortedMap<Integer, Double> weights, Optional<Candidates> previous) {
        var wanted = quotas(weights);
        var slots = new int[SLOTS];
        previous.ifPresent(held -> {
            var room = new HashMap<>(wanted);
            for (int node : weights.keySet()) {
                // A node keeps those of its slots that it likes best.
                for (int slot : preferences(node)) {
                    if (held.first().get(slot) == node && room.merge(node, -1, Integer::sum) >= 0) {
                        slots[slot] = node;
                    }
                }
            }
        });
        var lacking = new TreeMap<>(wanted);
        for (int node : slots) {
            if (node != FREE) {
                lacking.merge(node, -1, Integer::sum);
            }
        }
        takeTurns(slots, lacking);
        return slots;
    }

    private static void takeTurns(int[] slots, SortedMap<Integer, Integer> lacking) {
        boolean taken = true;
        while (taken) {
            taken = false;
            for (var entry : lacking.entrySet()) {
                if (entry.getValue() > 0) {
                    slots[favouriteFree(slots, entry.getKey())] = entry.getKey();
                    entry.setValue(entry.getValue() - 1);
                    taken = true;
                }
            }
        }
    }

    private static int favouriteFree(int[] slots, int node) {
        return Arrays.stream(preferences(node))
                .filter(slot -> slots[slot] == FREE)
                .findFirst()
                .orElseThrow();
    }

    /** Second choices: another node than the first in every slot, each node about as often as its weight asks for. */
    private static int[] seconds(SortedMap<Integer, Double> weights, int[] first, Optional<Candidates> previous) {
        var room = new TreeMap<>(quotas(weights));
        var slots = new int[SLOTS];
        previous.ifPresent(held -> {
            for (int slot = 0; slot < SLOTS; slot++) {
                int node = held.second().get(slot);
                if (weights.containsKey(node) && node != first[slot] && room.getOrDefault(node, 0) > 0) {
                    slots[slot] = node;
                    room.merge(node, -1, Integer::sum);
                }
            }
        });
        for (int slot = 0; slot < SLOTS; slot++) {
            if (slots[slot] == FREE) {
                int taken = first[slot];
                int node = room.entrySet().stream()
                        .filter(entry -> entry.getKey() != taken)
                        .max(Comparator.comparingInt(Map.Entry::getValue))
                        .orElseThrow()
                        .getKey();
                slots[slot] = node;
                room.merge(node, -1, Integer::sum);
            }
        }
        return slots;
    }

    /** Slots for each node; at least one each, 64 together. */
    static SortedMap<Integer, Integer> quotas(SortedMap<Integer, Double> weights) {
        double total =
                weights.values().stream().mapToDouble(Double::doubleValue).sum();
        int spare = SLOTS - weights.size();
        var quotas = new TreeMap<Integer, Integer>();
        var remainders = new ArrayList<Map.Entry<Integer, Double>>();
        int given = 0;
        for (var entry : weights.entrySet()) {
            double exact = Math.max(0, entry.getValue() / total * SLOTS - 1);
            quotas.put(entry.getKey(), 1 + (int) exact);
            given += (int) exact;
            remainders.add(Map.entry(entry.getKey(), exact - (int) exact));
        }
        remainders.sort(
                Map.Entry.<Integer, Double>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()));
        for (int extra = 0; given < spare; extra = (extra + 1) % remainders.size()) {
            quotas.merge(remainders.get(extra).getKey(), 1, Integer::sum);
            given++;
        }
        while (given > spare) {
            var richest =
                    quotas.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
            richest.setValue(richest.getValue() - 1);
            given--;
        }
        return quotas;
    }

    private static int[] preferences(int node) {
        int offset = mixed(node) & (SLOTS - 1);
        int stride = mixed(node + 0x9E3779B9) | 1;
        var order = new int[SLOTS];
        for (int i = 0; i < SLOTS; i++) {
            order[i] = (offset + i * stride) & (SLOTS - 1);
        }
        return order;
    }

    /** Finalizer of MurmurHash3: every bit of the input changes about half of the output's. */
    private static int mixed(int value) {
        int h = value;
        h = (h ^ (h >>> 16)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        return h ^ (h >>> 16);
    }

    private static List<Integer> boxed(int[] slots) {
        return Arrays.stream(slots).boxed().toList();
    }
}

package io.slackline.controller.device;

import java.util.List;

/**
 * The slots of a candidate group. Both lists are read at the same slot, so that a comparison of the two is one without replacement.
 *
 * @param first 64 node indexes
 * @param second 64 node indexes; differs from {@code first} in every slot where the group has two nodes or more
 */
public record Candidates(List<Integer> first, List<Integer> second) {
    /** Slots in a group. */
    public static final int SLOTS = 64;

    public Candidates {
        first = List.copyOf(first);
        second = List.copyOf(second);
        if (first.size() != SLOTS || second.size() != SLOTS) {
            throw new IllegalArgumentException(
                    "a candidate group has " + SLOTS + " slots, got " + first.size() + " and " + second.size());
        }
    }
}

package io.slackline.testbed.live;

import java.util.Set;

/**
 * What parts of a testbed get beyond the usual, so that it can be tampered with while they run.
 *
 * @param disks parts, by the names of their processes, whose state lies on a disk of their own: see {@link OwnDisk}
 * @param clocks parts whose processes have a wall clock of their own: see {@link OwnClock}
 */
public record Provisions(Set<String> disks, Set<String> clocks) {
    public static final Provisions NONE = new Provisions(Set.of(), Set.of());

    public Provisions {
        disks = Set.copyOf(disks);
        clocks = Set.copyOf(clocks);
    }
}

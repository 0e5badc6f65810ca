package io.slackline.testbed.fault;

import io.slackline.testbed.host.MissingFromEnvironment;
import io.slackline.testbed.live.Provisions;
import io.slackline.testbed.topology.SwitchKind;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** What faults need of a testbed that is yet to be started. */
public final class Needs {
    private Needs() {}

    /**
     * What the testbed's parts must be given at its start.
     *
     * @throws MissingFromEnvironment for a fault that this machine has no means for, which would be refused when it comes
     */
    public static Provisions of(Collection<Fault> faults, SwitchKind switchKind) {
        Set<String> disks = new HashSet<>();
        Set<String> clocks = new HashSet<>();
        for (Fault fault : faults) {
            switch (fault) {
                case SlowDisk slowDisk -> disks.add(slowDisk.victim().processName());
                case ClockStep clockStep -> clocks.add(clockStep.victim().processName());
                case Impair _ -> {
                    if (switchKind == SwitchKind.BMV2) {
                        Impairments.requireNetem();
                    }
                }
                case Kill _, Restart _, Stop _, Slow _, FullDisk _, Cut _, BogusReports _ -> {}
            }
        }
        return new Provisions(disks, clocks);
    }
}

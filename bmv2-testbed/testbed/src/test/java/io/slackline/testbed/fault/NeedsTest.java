package io.slackline.testbed.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.testbed.live.Provisions;
import io.slackline.testbed.topology.SwitchKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NeedsTest {

    @Test
    void onlyPartsThatAreTamperedWithGetSomethingOfTheirOwn() {
        List<Fault> faults = List.of(
                Kill.of(Part.agent("n2")),
                new SlowDisk(Part.Kind.CONTROLLER, Optional.empty(), 10),
                new ClockStep(Part.Kind.AGENT, Optional.of("n1"), Duration.ofHours(1), ClockStep.Way.BACK));
        assertEquals(new Provisions(Set.of("controller"), Set.of("agent-n1")), Needs.of(faults, SwitchKind.EMBEDDED));
    }

    @Test
    void theEmbeddedSwitchNeedsNothingToHarmPackets() {
        Impair impair = new Impair("n1", Link.Direction.BOTH, 0.1, 0, 0, 0, Duration.ZERO, Duration.ZERO);
        assertEquals(Provisions.NONE, Needs.of(List.of(impair), SwitchKind.EMBEDDED));
    }
}

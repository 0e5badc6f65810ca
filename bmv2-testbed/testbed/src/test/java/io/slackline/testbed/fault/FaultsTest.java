package io.slackline.testbed.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultsTest {
    private final FakeTarget target = new FakeTarget();

    @Test
    void healsWhatIsLeftTheLatestFirst() {
        try (Faults faults = new Faults(target)) {
            faults.inject(Kill.of(Part.controller()));
            faults.inject(Kill.of(Part.theSwitch())).heal();
            faults.inject(Kill.of(Part.agent("n1")));
        }
        assertEquals(List.of("switch", "agent of n1", "controller"), target.started);
    }

    @Test
    void healsOnce() {
        Injected injected = Kill.of(Part.controller()).inject(target);
        injected.heal();
        injected.heal();
        injected.close();
        assertEquals(List.of("controller"), target.started);
    }

    @Test
    void healsTheOthersWhenOneCannotBeHealed() {
        Faults faults = new Faults(target);
        faults.inject(Kill.of(Part.controller()));
        faults.inject(Kill.of(Part.agent("broken")));
        assertThrows(SlacklineException.class, faults::close);
        assertEquals(List.of("controller"), target.started);
    }

    @Test
    void aRestartedPartIsThereAtOnce() {
        try (Faults faults = new Faults(target)) {
            faults.inject(Restart.of(Part.theSwitch()));
            assertEquals(List.of("switch"), target.started);
        }
        assertEquals(List.of("switch"), target.started);
    }

    /** Has parts without processes, and no links. */
    private static final class FakeTarget implements FaultTarget {
        private final List<String> started = new ArrayList<>();

        @Override
        public List<ProcessHandle> processes(Part part) {
            return List.of();
        }

        @Override
        public void expectEnd(Part part) {}

        @Override
        public void start(Part part) {
            if (part.node().filter("broken"::equals).isPresent()) {
                throw new SlacklineException(Code.INTERNAL, "cannot start " + part);
            }
            started.add(part.toString());
        }

        @Override
        public Link link(String host, Link.Network network) {
            throw new SlacklineException(Code.NOT_FOUND, "no host " + host);
        }

        @Override
        public Runnable impair(Impair impair) {
            return () -> {};
        }

        @Override
        public Runnable slowDisk(SlowDisk fault) {
            return () -> {};
        }

        @Override
        public Runnable stepClock(Part part, Duration by) {
            return () -> {};
        }

        @Override
        public int nodeIndex(String node) {
            return 1;
        }

        @Override
        public byte[] overhearReport(String node) {
            return new byte[0];
        }
    }
}

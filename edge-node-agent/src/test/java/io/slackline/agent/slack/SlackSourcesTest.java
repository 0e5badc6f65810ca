package io.slackline.agent.slack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.sched.CpuClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SlackSourcesTest {
    private static final long TICK = 10_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long BEYOND_ALL_PIDS = 1 << 23;

    @TempDir
    Path root;

    private final Map<Long, Long> used = new HashMap<>();
    private long now;

    private void write(String path, String text) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @BeforeEach
    void stat() throws IOException {
        write("stat", """
                cpu  111 0 0 0 0 0 0 0 0 0
                cpu0 100 20 30 9999 888 4 5 6 77 0
                cpu1 1 2 3 9999 888 4 5 6 0 0
                cpu10 1000 0 0 9999 888 0 0 0 0 0
                intr 1 2 3
                """);
    }

    @Test
    void procStatAddsTheBusyTimeOfAllCoresAndCountsGuestsOnce() throws IOException {
        assertEquals((165 + 21 + 1000) * TICK, new ProcStatSource(root.resolve("stat"), List.of()).usedNanos());
    }

    @Test
    void procStatTakesOnlyTheHarvestSet() throws IOException {
        assertEquals((21 + 1000) * TICK, new ProcStatSource(root.resolve("stat"), List.of(1, 10)).usedNanos());
    }

    @Test
    void procStatNamesCoresThatAreNotThere() {
        var wrong = assertThrows(
                IOException.class, () -> new ProcStatSource(root.resolve("stat"), List.of(64)).usedNanos());
        assertTrue(wrong.getMessage().contains("64"), wrong.getMessage());
    }

    @Test
    void cgroupReadsVersionOneAndTwo() throws IOException {
        write("v1/cpuacct.usage", "123456789\n");
        write("v2/cpu.stat", "usage_usec 42\nuser_usec 40\nsystem_usec 2\n");
        assertEquals(123_456_789, new CgroupSource(root.resolve("v1")).usedNanos());
        assertEquals(42_000, new CgroupSource(root.resolve("v2")).usedNanos());
    }

    @Test
    void cgroupSaysWhatItMisses() throws IOException {
        write("v3/cpu.stat", "nr_periods 0\n");
        var wrong = assertThrows(IOException.class, () -> new CgroupSource(root.resolve("v3")).usedNanos());
        assertTrue(wrong.getMessage().contains("cpuacct.usage")
                && wrong.getMessage().contains("cpu.stat"));
    }

    private void process(long pid, long parent, long nanos) throws IOException {
        write("proc/" + pid + "/stat", pid + " (a (b) c) S " + parent + " 1 1 0\n");
        used.put(pid, nanos);
    }

    private ProcessTimes times() {
        var tree = new ProcessTree(root.resolve("proc"), () -> now);
        return new ProcessTimes(tree, pid -> {
            var nanos = used.get(pid);
            return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
        });
    }

    @Test
    void processTimesFollowDescendantsAndNeverJumpOrFall() throws IOException {
        process(10, 1, 100);
        process(20, 10, 1000);
        process(21, 20, 5);
        process(99, 1, 77);
        var times = times();
        assertEquals(0, times.usedNanos(List.of(10L)));
        process(10, 1, 101);
        process(20, 10, 1020);
        process(21, 20, 305);
        process(99, 1, 9999);
        assertEquals(321, times.usedNanos(List.of(10L)));
        process(22, 10, 50_000);
        now += SECOND;
        assertEquals(321, times.usedNanos(List.of(10L)));
        process(22, 10, 54_000);
        assertEquals(4321, times.usedNanos(List.of(10L)));
        used.remove(20L);
        assertEquals(4321, times.usedNanos(List.of(10L)));
        assertEquals(4321, times.usedNanos(List.of()));
    }

    @Test
    void theWholeOfProcIsReadOnceASecondAtMost() throws IOException {
        process(10, 1, 0);
        var tree = new ProcessTree(root.resolve("proc"), () -> now);
        assertEquals(Set.of(10L), tree.withDescendants(List.of(10L)));
        process(20, 10, 0);
        now += SECOND - 1;
        assertEquals(Set.of(10L), tree.withDescendants(List.of(10L)));
        now += 1;
        assertEquals(Set.of(10L, 20L), tree.withDescendants(List.of(10L)));
    }

    @Test
    void theKernelTellsWhatAProcessHasUsed() {
        var clock = new CpuClock();
        long self = ProcessHandle.current().pid();
        long before = clock.nanos(self).orElseThrow();
        while (clock.nanos(self).orElseThrow() < before + 10_000_000) {
            Thread.onSpinWait();
        }
        assertEquals(OptionalLong.empty(), clock.nanos(BEYOND_ALL_PIDS));
    }

    @Test
    void nfProcessesComeAndGo() throws IOException {
        process(10, 1, 100);
        process(30, 1, 500);
        var source = new NfProcessSource(root.resolve("nfs"), times());
        assertEquals(0, source.usedNanos());
        write("nfs/firewall", "10\n");
        assertEquals(0, source.usedNanos());
        process(10, 1, 170);
        assertEquals(70, source.usedNanos());
        write("nfs/nat", "30\n");
        assertEquals(70, source.usedNanos());
        process(30, 1, 503);
        assertEquals(73, source.usedNanos());
        write("nfs/nat", "thirty");
        assertThrows(IOException.class, source::usedNanos);
    }

    @Test
    void pressureIsReadWhereTheKernelTells() throws IOException {
        write(
                "cpu",
                "some avg10=12.34 avg60=0.00 avg300=0.00 total=1\nfull avg10=99.00 avg60=0.00 avg300=0.00 total=0\n");
        assertEquals(123, new Pressure(root.resolve("cpu")).cpuPermille());
        assertEquals(0, new Pressure(root.resolve("absent")).cpuPermille());
    }
}

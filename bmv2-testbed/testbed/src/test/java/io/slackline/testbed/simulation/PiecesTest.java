package io.slackline.testbed.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.SlacklineException;
import io.slackline.testbed.simulation.ProcessorSharing.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiecesTest {
    @Test
    void eventsComeByTimeAndThenInTheirOrder() {
        EventQueue queue = new EventQueue();
        SplittableRandom random = new SplittableRandom(1);
        List<String> seen = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long time = random.nextInt(500);
            String name = "%03d %04d".formatted(time, i);
            expected.add(name);
            queue.add(time, () -> seen.add(name));
        }
        while (queue.nextNanos() != EventQueue.NONE) {
            queue.poll().run();
        }
        expected.sort(null);
        assertEquals(expected, seen);
    }

    @Test
    void timersOfAgentsAndEventsShareOneTime() {
        VirtualLoop loop = new VirtualLoop();
        List<String> seen = new ArrayList<>();
        loop.at(2_000, () -> seen.add("event at " + loop.now()));
        var _ = loop.schedule(() -> seen.add("timer at " + loop.ticker().nanoTime()), 1, TimeUnit.MICROSECONDS);
        var _ = loop.scheduleWithFixedDelay(() -> seen.add("again at " + loop.now()), 3, 3, TimeUnit.MICROSECONDS);
        loop.execute(() -> seen.add("task at " + loop.now()));
        loop.runUntil(7_000);
        assertEquals(List.of("task at 0", "timer at 1000", "event at 2000", "again at 3000", "again at 6000"), seen);
        assertEquals(7_000, loop.now());
    }

    @Test
    void jobsShareTheCoresAndTakeNoMoreThanOneEach() {
        VirtualLoop loop = new VirtualLoop();
        ProcessorSharing cpu = new ProcessorSharing(loop, 2, () -> {});
        List<String> done = new ArrayList<>();
        cpu.start(1_000, () -> done.add("short at " + loop.now()));
        cpu.start(2_000, () -> done.add("long at " + loop.now()));
        loop.runUntil(500);
        // Three share two cores.
        Job halted = cpu.start(10_000, () -> done.add("never"));
        loop.runUntil(800);
        cpu.pause(halted);
        loop.runUntil(10_000);
        assertEquals(List.of("short at 1100", "long at 2100"), done);
        assertEquals(3_200, cpu.usedNanos(), 1);
        assertTrue(cpu.idle());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,2", "x,0", "5", "-1,0,1,1", "3,0\n2,0", "1,0,-5"})
    void aTraceThatCannotBeReadIsRefusedByLine(String lines, @TempDir Path directory) throws IOException {
        Path trace = Files.writeString(directory.resolve("trace.csv"), lines + "\n");
        Arrivals arrivals = Arrivals.of(Plans.of(
                "{nodes: 1, functions: 2, candidates: 1, work: {mean: 1ms}, requests: {trace: %s}, duration: 1s}"
                        .formatted(trace)));
        SlacklineException refused = assertThrows(SlacklineException.class, () -> {
            while (arrivals.next().isPresent()) {}
        });
        assertTrue(refused.getMessage().contains("line " + (lines.contains("\n") ? 2 : 1)), refused.getMessage());
    }

    @Test
    void plansThatShipCanBeRead() {
        for (String name : Shipped.NAMES) {
            assertTrue(Shipped.plan(name).title().length() > 10, name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodes: 4097, functions: 1",
                "nodes: 10, functions: 1025",
                "nodes: 10, functions: 1, candidates: 11",
                "nodes: 10, functions: 1, steering: pinned",
                "nodes: 10, functions: 1, networkFunctions: {most: 2000}",
                "nodes: 10, functions: 1, nodse: 10",
            })
    void plansThatCannotBeAreRefused(String wrong) {
        assertThrows(
                SlacklineException.class,
                () -> Plans.of("{" + wrong + ", work: {mean: 1ms}, requests: {rate: 1}, duration: 1s}"));
    }
}

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @ValueSource(strings = {"1,2", "x,0", "5", "-1,0,1,1", "3,0\n2,0", "1,0,-5", "NaN,0", "1,0,Infinity"})
    void aTraceThatCannotBeReadIsRefusedByLine(String lines, @TempDir Path directory) throws IOException {
        Path trace = Files.writeString(directory.resolve("trace.csv"), lines + "\n");
        Plan plan = Plans.of(
                "{nodes: 1, functions: 2, candidates: 1, work: {mean: 1ms}, requests: {trace: %s}, duration: 1s}"
                        .formatted(trace));
        try (Arrivals arrivals = Arrivals.of(plan)) {
            SlacklineException refused = assertThrows(SlacklineException.class, () -> {
                while (arrivals.next().isPresent()) {}
            });
            assertTrue(refused.getMessage().contains("line " + (lines.contains("\n") ? 2 : 1)), refused.getMessage());
        }
    }

    @Test
    void plansThatShipCanBeRead() {
        for (String name : Shipped.NAMES) {
            assertTrue(Shipped.plan(name).title().length() > 10, name);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes: 4097                                    | nodes: expected 1 to 4096, got 4097",
                "functions: 1025                                | functions: expected 1 to 1024, got 1025",
                "candidates: 65                                 | candidates: expected 1 to 64, got 65",
                "candidates: 11                                 | candidates, offload: expected at most 10 together, as many as nodes, got 11",
                "steering: pinned                               | candidates: expected 1 with steering: pinned, got 8",
                "steering: share, offload: 1                    | offload: expected 0 to 64, and 0 unless steering is slack, got 1",
                "networkFunctions: {most: 2000}                 | networkFunctions: expected most up to the 1.0 cores, got 2000m",
                "networkFunctions: {least: 5, most: 4}          | networkFunctions: expected 0 <= least <= most",
                "cores: 0                                       | cores: expected more than 0 to 65, got 0.0",
                "concurrency: 0                                 | concurrency: expected 1 or more, got 0",
                "memoryMib: -1                                  | memoryMib: expected 0 or more, got -1",
                "minSlackMillicores: 70000                      | minSlackMillicores: expected 0 to 65535, got 70000",
                "reportInterval: 0s                             | reportInterval: expected more than 0",
                "settling: 0s                                   | settling: expected more than 0",
                "requests: {rate: 1, trace: x.csv}              | requests: expected one of rate and trace",
                "requests: {rate: -1}                           | rate: expected more than 0, got -1.0",
                "requests: {}                                   | requests: expected one of rate and trace",
                "work: {kind: measured}                         | micros: expected with kind measured, and only there",
                "work: {kind: lognormal}                        | log-normal",
                "nodse: 10                                      | nodes",
            })
    void plansThatCannotBeAreRefused(String wrong, String says) {
        Map<String, String> plan = new LinkedHashMap<>(Map.of(
                "nodes", "10", "functions", "1", "work", "{mean: 1ms}", "requests", "{rate: 1}", "duration", "1s"));
        plan.remove(wrong.substring(0, wrong.indexOf(':')));
        String others = plan.entrySet().stream()
                .map(key -> key.getKey() + ": " + key.getValue())
                .collect(Collectors.joining(", "));
        SlacklineException refused =
                assertThrows(SlacklineException.class, () -> Plans.of("{" + others + ", " + wrong + "}"));
        assertTrue(refused.getMessage().contains(says), refused.getMessage());
    }

    @Test
    void allMistakesOfAPlanAreToldAtOnce() {
        SlacklineException refused = assertThrows(
                SlacklineException.class,
                () -> Plans.of(
                        "{nodes: 0, functions: 0, concurrency: 0, work: {mean: 1ms}, requests: {rate: 1}, duration: 1s}"));
        List.of("nodes:", "functions:", "concurrency:")
                .forEach(key -> assertTrue(refused.getMessage().contains(key), refused.getMessage()));
    }
}

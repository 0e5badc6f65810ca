package io.slackline.testbed.bench.nemo;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** CPU time of one core and of processes, as the kernel counts it (proc(5)). */
final class CoreClock {
    private static final double TICKS_PER_SECOND = 100;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    private CoreClock() {}

    /** Seconds that a core has been idle, and seconds that it has had at all, those that the hypervisor took left out. */
    record Times(double idle, double all) {
        Times since(Times earlier) {
            return new Times(idle - earlier.idle, all - earlier.all);
        }
    }

    static Times of(int core) {
        String prefix = "cpu" + core + " ";
        for (String line : lines(Path.of("/proc/stat"))) {
            if (line.startsWith(prefix)) {
                String[] words = line.split(" ");
                double all = 0;
                for (int i = 1; i < STEAL; i++) {
                    all += Double.parseDouble(words[i]);
                }
                double idle = Double.parseDouble(words[IDLE]) + Double.parseDouble(words[IO_WAIT]);
                return new Times(idle / TICKS_PER_SECOND, all / TICKS_PER_SECOND);
            }
        }
        throw new SlacklineException(Code.NOT_FOUND, "this machine has no core " + core);
    }

    /** Seconds of CPU that each living descendant of a process has had. */
    static Map<Long, Double> ofDescendants(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .collect(Collectors.toMap(ProcessHandle::pid, each -> ofProcess(each.pid())));
    }

    /** Seconds of CPU of all between the two; what ended meanwhile does not count. */
    static double between(Map<Long, Double> before, Map<Long, Double> after) {
        return after.entrySet().stream()
                .mapToDouble(each -> Math.max(0, each.getValue() - before.getOrDefault(each.getKey(), 0.0)))
                .sum();
    }

    private static double ofProcess(long pid) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.mapToDouble(task -> nanos(task.resolve("schedstat")) / 1e9)
                    .sum();
        } catch (IOException | java.io.UncheckedIOException ended) {
            return 0;
        }
    }

    private static double nanos(Path schedstat) {
        try {
            return Double.parseDouble(Files.readString(schedstat).split(" ")[0]);
        } catch (IOException ended) {
            return 0;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot read " + file + ": " + e, e);
        }
    }
}

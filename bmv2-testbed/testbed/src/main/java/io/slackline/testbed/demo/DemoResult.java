package io.slackline.testbed.demo;

import io.slackline.api.v1.Migration;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.observe.SlackShift;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of the demo yielded.
 *
 * @param measured the part that counts; what went before is warm-up
 * @param migrations of the measured part, the oldest first, as the controller journaled them
 * @param windows of the migrations, in the same order: from the request to the end of retiring
 * @param flowFunctions the function of each flow of the measurement
 * @param remarks what the user should know of this machine's limits
 */
public record DemoResult(
        DemoOptions options,
        Measurement measurement,
        Span measured,
        List<StageSpan> stages,
        List<Migration> migrations,
        List<Span> windows,
        List<String> flowFunctions,
        List<SlackPoint> slack,
        Optional<SlackShift> shift,
        List<String> remarks) {

    /** When a stage was on. */
    public record StageSpan(Stage stage, Span span) {}

    /** The slack that each node told, at a time of {@link System#nanoTime}. */
    public record SlackPoint(long atNanos, Map<String, Integer> millicoresByNode) {}

    /** Warm-up failures count as well: they would be no less lost. */
    public int failed() {
        return measurement.failures().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    public int duplicated() {
        return measurement.duplicates();
    }

    public boolean allMigrationsDone() {
        return migrations.stream().allMatch(migration -> migration.getState() == Migration.State.DONE);
    }

    /** What must hold for exit code 0. */
    public boolean good() {
        return failed() == 0 && duplicated() == 0 && allMigrationsDone() && shift.isPresent();
    }

    /** The time before the first migration. */
    Span before() {
        long end = windows.isEmpty() ? measured.toNanos() : windows.getFirst().fromNanos();
        return new Span(measured.fromNanos(), end);
    }

    /** The time after the last migration. */
    Span after() {
        long start = windows.stream().mapToLong(Span::toNanos).max().orElse(measured.toNanos());
        return new Span(Math.min(start, measured.toNanos()), measured.toNanos());
    }
}

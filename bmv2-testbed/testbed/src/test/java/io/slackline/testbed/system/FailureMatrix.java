package io.slackline.testbed.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.slackline.testbed.host.MissingFromEnvironment;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadProgress;
import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.measure.Executions;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The process inside the sandbox: plays the rows of the failure matrix one after the other on one testbed, under one load that runs through
 * them all, and prints what was measured of each as a line of JSON.
 */
final class FailureMatrix {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** A request that was on its way when something failed may have been sent this long before. */
    private static final long ON_THE_WAY_NANOS = 200_000_000;

    private FailureMatrix() {}

    /** @param arguments which rows, see {@link MatrixRows#of}, and of which bed */
    public static void main(String[] arguments) throws Exception {
        Topology topology = Topology.of(TopologyConfig.ofNodes(3, SwitchKind.EMBEDDED));
        ObjectMapper json = new ObjectMapper();
        MatrixRow.Bed bed = MatrixRow.Bed.valueOf(arguments[1]);
        try (LiveTestbed testbed =
                LiveTestbed.start(topology, RunDirectory.ofSandbox(), bed.provisions(), System.err::println)) {
            for (MatrixOutcome outcome : play(testbed, MatrixRows.of(arguments[0], bed))) {
                System.out.println(json.writeValueAsString(outcome));
            }
        } catch (MissingFromEnvironment lack) {
            System.err.println(lack.getMessage());
            System.exit(Sandbox.ENVIRONMENT);
        }
        System.exit(0);
    }

    private static List<MatrixOutcome> play(LiveTestbed testbed, List<MatrixRow> rows) {
        MatrixWorld world = new MatrixWorld(testbed);
        LoadRun load = Loads.start(testbed, "matrix", world.flows());
        List<Played> played = new ArrayList<>();
        for (MatrixRow row : rows) {
            awaitAnswers(testbed, load);
            played.add(play(row, world));
            if (!played.getLast().error().isEmpty()) {
                break;
            }
        }
        RequestLog log = load.stop();
        return played.stream().map(each -> measured(each, log)).toList();
    }

    /** Returns when requests sent from now on are answered. */
    private static void awaitAnswers(LiveTestbed testbed, LoadRun load) {
        int before = load.latest().map(LoadProgress::good).orElse(0);
        testbed.supervisor()
                .await(
                        "requests are answered",
                        LIMIT,
                        () -> load.latest().map(LoadProgress::good).orElse(0) > before + 20);
    }

    private static Played play(MatrixRow row, MatrixWorld world) {
        System.err.println("row: " + row.name());
        long began = System.nanoTime();
        String error = "";
        world.begin();
        try {
            row.story().play(world);
            world.settle();
        } catch (Exception | AssertionError e) {
            e.printStackTrace();
            error = e.toString();
            world.heal();
        }
        return new Played(
                row,
                new Span(began, System.nanoTime()),
                world.faultNanos(),
                world.healedNanos(),
                world.journal(),
                world.migrations().stream()
                        .map(migration -> migration.getState().name())
                        .toList(),
                error);
    }

    private static MatrixOutcome measured(Played played, RequestLog log) {
        Span span = played.span();
        long from = played.faultNanos() - ON_THE_WAY_NANOS;
        int failed = 0;
        int outside = 0;
        for (int id = 0; id < log.size(); id++) {
            if (log.outcome(id) != Outcome.OK && span.contains(log.intendedNanos(id))) {
                failed++;
                outside += played.faultNanos() == 0 || log.intendedNanos(id) - from < 0 ? 1 : 0;
            }
        }
        Measurement measurement = new Measurement(log);
        return new MatrixOutcome(
                played.row().name(),
                played.journal(),
                played.ends(),
                measurement.counts(span).sent(),
                failed,
                outside,
                Executions.within(span, log).unanswered(failed),
                measurement.longestGapMicros(List.of(span)) / 1000,
                (span.toNanos() - played.healedNanos()) / 1_000_000,
                played.error());
    }

    /** A row that was played, to be measured when the records are there. */
    private record Played(
            MatrixRow row,
            Span span,
            long faultNanos,
            long healedNanos,
            List<String> journal,
            List<String> ends,
            String error) {}
}

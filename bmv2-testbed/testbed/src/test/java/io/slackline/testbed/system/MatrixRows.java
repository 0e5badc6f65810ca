package io.slackline.testbed.system;

import static io.slackline.api.v1.Migration.State.DONE;
import static io.slackline.api.v1.Migration.State.DRAINING;
import static io.slackline.api.v1.Migration.State.PLANNED;
import static io.slackline.api.v1.Migration.State.RETIRING;
import static io.slackline.api.v1.Migration.State.ROLLED_BACK;
import static io.slackline.api.v1.Migration.State.SWITCHING;
import static io.slackline.api.v1.Migration.State.WARMING;
import static io.slackline.testbed.system.MatrixRow.Bed.PROVIDED;
import static io.slackline.testbed.system.MatrixRow.Clients.FAILURES_UNTIL_RECOVERY;
import static io.slackline.testbed.system.MatrixRow.Clients.NOTHING;
import static io.slackline.testbed.system.MatrixRow.Run.ALWAYS;
import static io.slackline.testbed.system.MatrixRow.Run.FULL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.Migration;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.fault.BogusReports;
import io.slackline.testbed.fault.ClockStep;
import io.slackline.testbed.fault.ClockStep.Way;
import io.slackline.testbed.fault.Cut;
import io.slackline.testbed.fault.FullDisk;
import io.slackline.testbed.fault.Impair;
import io.slackline.testbed.fault.Injected;
import io.slackline.testbed.fault.Kill;
import io.slackline.testbed.fault.Link.Direction;
import io.slackline.testbed.fault.Link.Network;
import io.slackline.testbed.fault.Part;
import io.slackline.testbed.fault.Restart;
import io.slackline.testbed.fault.Slow;
import io.slackline.testbed.fault.SlowDisk;
import io.slackline.testbed.fault.Stop;
import io.slackline.testbed.live.ControlClient;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.system.MatrixRow.Bed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The failure matrix, as far as it takes whole processes; docs/failures.md tells of the rest. */
final class MatrixRows {
    /** Of a disk that is slow; forcing a file takes two at least. */
    private static final int OPERATIONS_PER_SECOND = 10;

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final Set<Migration.State> EITHER = Set.of(DONE, ROLLED_BACK);

    private MatrixRows() {}

    /**
     * Those of a run.
     *
     * @param selection "full": all; a part of their names: those; empty: those that are worth it every time
     */
    static List<MatrixRow> of(String selection) {
        return switch (selection) {
            case "full" -> ALL;
            case "" -> ALL.stream().filter(row -> row.run() == ALWAYS).toList();
            default ->
                ALL.stream().filter(row -> row.name().contains(selection)).toList();
        };
    }

    /** Those of a run on one of its beds. */
    static List<MatrixRow> of(String selection, Bed bed) {
        return of(selection).stream().filter(row -> row.bed() == bed).toList();
    }

    private static final List<MatrixRow> ALL = List.of(
            new MatrixRow("controller dies: PLANNED", ALWAYS, NOTHING, EITHER, world -> {
                world.hold(PLANNED);
                world.inject(Kill.of(Part.controller()));
            }),
            new MatrixRow("controller dies: WARMING", ALWAYS, NOTHING, Set.of(ROLLED_BACK), world -> {
                world.hold(WARMING);
                world.inject(Kill.of(Part.controller()));
            }),
            new MatrixRow("controller dies: SWITCHING", ALWAYS, NOTHING, Set.of(DONE), world -> {
                world.hold(SWITCHING);
                world.inject(Kill.of(Part.controller()));
            }),
            new MatrixRow("controller dies: DRAINING", ALWAYS, NOTHING, Set.of(DONE), world -> {
                world.hold(DRAINING);
                world.inject(Kill.of(Part.controller()));
            }),
            new MatrixRow("controller dies: RETIRING", ALWAYS, NOTHING, Set.of(DONE), world -> {
                world.hold(RETIRING);
                world.inject(Kill.of(Part.controller()));
            }),
            new MatrixRow("controller dies: REVERTING", ALWAYS, NOTHING, Set.of(ROLLED_BACK), world -> {
                world.holdReverting();
                world.inject(Kill.of(Part.controller()));
            }),
            new MatrixRow("controller crawls", FULL, NOTHING, Set.of(DONE), world -> {
                world.inject(
                        new Slow(Part.Kind.CONTROLLER, Optional.empty(), Duration.ofMillis(45), Duration.ofMillis(15)));
                world.migrate();
                world.awaitEnd();
            }),
            new MatrixRow("agent of the target dies: WARMING", ALWAYS, NOTHING, Set.of(ROLLED_BACK), world -> {
                world.hold(WARMING);
                world.inject(Kill.of(Part.agent(world.target())));
                world.awaitEnd();
            }),
            new MatrixRow("agent of the target dies: SWITCHING", FULL, NOTHING, Set.of(ROLLED_BACK), world -> {
                world.holdReverting();
            }),
            new MatrixRow(
                    "agent of the target dies: DRAINING",
                    ALWAYS,
                    FAILURES_UNTIL_RECOVERY,
                    Set.of(ROLLED_BACK),
                    world -> {
                        world.hold(DRAINING);
                        world.inject(Kill.of(Part.agent(world.target())));
                        world.awaitTurnBack();
                    }),
            new MatrixRow("agent of the source dies: WARMING", FULL, FAILURES_UNTIL_RECOVERY, Set.of(DONE), world -> {
                Injected stopped = world.inject(Stop.of(Part.agent(world.target())));
                world.migrate();
                world.inject(Kill.of(Part.agent(world.source())));
                stopped.heal();
                world.awaitEnd();
            }),
            new MatrixRow(
                    "agent of the source dies: DRAINING", ALWAYS, FAILURES_UNTIL_RECOVERY, Set.of(DONE), world -> {
                        world.hold(DRAINING);
                        world.inject(Kill.of(Part.agent(world.source())));
                        world.awaitEnd();
                    }),
            new MatrixRow(
                    "instances of the target die: DRAINING", FULL, FAILURES_UNTIL_RECOVERY, Set.of(DONE), world -> {
                        world.hold(DRAINING);
                        world.inject(new Kill(Part.Kind.INSTANCES, Optional.of(world.target())));
                    }),
            new MatrixRow("target cut off from the controller for 2 s", FULL, NOTHING, Set.of(DONE), world -> {
                Injected cut = world.inject(new Cut(world.target(), Network.MANAGEMENT, Direction.BOTH));
                world.migrate();
                world.testbed().supervisor().sleep(MOMENT);
                cut.heal();
                world.awaitEnd();
            }),
            new MatrixRow("switch cut off from the controller: SWITCHING", ALWAYS, NOTHING, Set.of(DONE), world -> {
                world.hold(SWITCHING);
                world.testbed().supervisor().sleep(MOMENT);
            }),
            new MatrixRow("cancelled while the switch is cut off", FULL, NOTHING, Set.of(ROLLED_BACK), world -> {
                world.hold(SWITCHING);
                world.cancel();
                world.awaitTurnBack();
            }),
            new MatrixRow("switch restarts empty: WARMING", FULL, FAILURES_UNTIL_RECOVERY, Set.of(DONE), world -> {
                world.hold(WARMING);
                world.inject(Restart.of(Part.theSwitch()));
            }),
            new MatrixRow("switch restarts empty: DRAINING", ALWAYS, FAILURES_UNTIL_RECOVERY, Set.of(DONE), world -> {
                world.hold(DRAINING);
                world.inject(Restart.of(Part.theSwitch()));
            }),
            new MatrixRow("bogus reports", ALWAYS, NOTHING, Set.of(DONE), world -> {
                world.inject(bogus(BogusReports.Kind.FORGED, world.target(), Optional.of("c1")));
                world.inject(bogus(BogusReports.Kind.REPLAYED, world.target(), Optional.empty()));
                world.inject(bogus(BogusReports.Kind.CORRUPT, world.source(), Optional.empty()));
                world.migrate();
                world.awaitEnd();
            }),
            new MatrixRow("packets late and out of order", FULL, NOTHING, Set.of(DONE), world -> {
                world.inject(impaired(world.source(), 0));
                world.inject(impaired(world.target(), 0));
                world.migrate();
                world.awaitEnd();
            }),
            new MatrixRow("one packet of 20 lost", FULL, FAILURES_UNTIL_RECOVERY, Set.of(DONE), world -> {
                world.inject(impaired(world.source(), 0.05));
                world.inject(impaired(world.target(), 0.05));
                world.migrate();
                world.awaitEnd();
            }),
            new MatrixRow("disk of the controller full", ALWAYS, NOTHING, Set.of(DONE), world -> {
                Injected full = world.inject(FullDisk.of(Part.controller()));
                SlacklineException refused = assertThrows(SlacklineException.class, world::migrate);
                assertEquals(Code.INTERNAL, refused.code(), refused.getMessage());
                full.heal();
                world.migrate();
                world.awaitEnd();
            }),
            new MatrixRow("second migration of the same function", ALWAYS, NOTHING, Set.of(DONE), world -> {
                world.hold(WARMING);
                Migration first = world.migrations().getFirst();
                SlacklineException refused = assertThrows(
                        SlacklineException.class,
                        () -> world.testbed().control().migrate(first.getFunction(), world.source(), "n3"));
                assertEquals(Code.FAILED_PRECONDITION, refused.code(), refused.getMessage());
            }),
            new MatrixRow("second controller on the same state", FULL, NOTHING, Set.of(DONE), world -> {
                world.hold(WARMING);
                ManagedProcess second = world.testbed()
                        .supervisor()
                        .startTask(world.testbed().controller().spec());
                assertTrue(second.awaitExit(START_LIMIT));
                assertNotEquals(0, second.process().exitValue(), second::tail);
            }),
            new MatrixRow("drain of the last node", FULL, NOTHING, Set.of(DONE), world -> {
                ControlClient control = world.testbed().control();
                List<String> others = List.of(world.target(), "n3");
                others.forEach(control::drain);
                SlacklineException refused =
                        assertThrows(SlacklineException.class, () -> control.drain(world.source()));
                assertEquals(Code.FAILED_PRECONDITION, refused.code(), refused.getMessage());
                others.forEach(control::undrain);
                world.migrate();
                world.awaitEnd();
            }),
            new MatrixRow("artifact corrupt", ALWAYS, NOTHING, Set.of(ROLLED_BACK), world -> {
                Map<Path, byte[]> good = spoilArtifacts(world);
                world.migrateTo("n3");
                world.awaitEnd();
                for (var artifact : good.entrySet()) {
                    Files.write(artifact.getKey(), artifact.getValue());
                }
            }),
            new MatrixRow("disk of the controller slow", ALWAYS, NOTHING, Set.of(DONE), PROVIDED, world -> {
                world.inject(new SlowDisk(Part.Kind.CONTROLLER, Optional.empty(), OPERATIONS_PER_SECOND));
                world.migrate();
                world.awaitEnd();
                long slowest = world.longestMillis(SWITCHING);
                assertTrue(slowest >= 2 * 1000 / OPERATIONS_PER_SECOND, world.journal()::toString);
            }),
            new MatrixRow("disk of the target's agent slow", FULL, NOTHING, Set.of(DONE), PROVIDED, world -> {
                world.inject(new SlowDisk(Part.Kind.AGENT, Optional.of(world.target()), OPERATIONS_PER_SECOND));
                world.migrate();
                world.awaitEnd();
            }),
            new MatrixRow("agents' clocks jump an hour: WARMING", ALWAYS, NOTHING, Set.of(DONE), PROVIDED, world -> {
                Injected stopped = world.inject(Stop.of(Part.agent(world.target())));
                world.migrate();
                world.inject(step(Part.agent(world.target()), Way.FORWARD));
                world.inject(step(Part.agent(world.source()), Way.BACK));
                stopped.heal();
                world.awaitEnd();
            }),
            new MatrixRow(
                    "controller's clock jumps an hour back and it dies: SWITCHING",
                    ALWAYS,
                    NOTHING,
                    Set.of(DONE),
                    PROVIDED,
                    world -> {
                        world.hold(SWITCHING);
                        world.inject(step(Part.controller(), Way.BACK));
                        world.inject(Restart.of(Part.controller()));
                        world.release();
                        world.awaitReady();
                        world.awaitEnd();
                        assertTrue(world.migrations().stream()
                                .allMatch(migration -> migration.getEndedUs() < migration.getStartedUs()));
                    }));

    private static ClockStep step(Part part, Way way) {
        return new ClockStep(part.kind(), part.node(), Duration.ofHours(1), way);
    }

    private static BogusReports bogus(BogusReports.Kind kind, String node, Optional<String> from) {
        return new BogusReports(kind, node, from, 50, Duration.ofMillis(2));
    }

    private static Impair impaired(String host, double loss) {
        return new Impair(host, Direction.BOTH, loss, 0, 0, 0.2, Duration.ofMillis(5), Duration.ofMillis(2));
    }

    /** Changes a byte of each artifact that the controller stores; what they were. */
    private static Map<Path, byte[]> spoilArtifacts(MatrixWorld world) throws IOException {
        Map<Path, byte[]> good = new LinkedHashMap<>();
        try (Stream<Path> files =
                Files.walk(world.testbed().directory().file("controller").resolve("artifacts"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                good.put(file, bytes.clone());
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        return good;
    }
}

package io.slackline.testbed.system;

import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Migration.State;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.Switch;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.fault.Cut;
import io.slackline.testbed.fault.Fault;
import io.slackline.testbed.fault.Faults;
import io.slackline.testbed.fault.Injected;
import io.slackline.testbed.fault.Kill;
import io.slackline.testbed.fault.Link.Direction;
import io.slackline.testbed.fault.Link.Network;
import io.slackline.testbed.fault.LiveTarget;
import io.slackline.testbed.fault.Part;
import io.slackline.testbed.fault.Stop;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.live.ControlClient;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.load.LoadPlan.FlowPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** A testbed with two functions, one called by UDP and one over kept-alive HTTP connections, that move together from a source to a target. */
final class MatrixWorld {
    private static final Duration LIMIT = Duration.ofSeconds(100);
    private static final double RATE = 40;
    private static final List<SampleFunction> FUNCTIONS = List.of(SampleFunction.WORDS, SampleFunction.DIGEST);
    private static final int NODES = 3;

    private final LiveTestbed testbed;
    private final List<FlowPlan> flows;
    private Faults faults;
    private String source = "n1";
    private String target = "n2";
    private List<Migration> migrations = List.of();
    /** What keeps them in a step; healed twice is healed once. */
    private Optional<Injected> brake = Optional.empty();

    private long faultNanos;
    private long healedNanos;

    MatrixWorld(LiveTestbed testbed) {
        this.testbed = testbed;
        this.faults = new Faults(new LiveTarget(testbed));
        flows = List.of(
                Loads.flow(
                        testbed, SampleFunction.WORDS, deploy(SampleFunction.WORDS, Protocol.UDP), FlowKind.UDP, RATE),
                Loads.flow(
                        testbed,
                        SampleFunction.DIGEST,
                        deploy(SampleFunction.DIGEST, Protocol.HTTP),
                        FlowKind.HTTP_KEEP_ALIVE,
                        RATE));
    }

    private io.slackline.api.v1.Function deploy(SampleFunction sample, Protocol protocol) {
        return testbed.control().deploy(sample, protocol, SteeringMode.PINNED, List.of(source));
    }

    List<FlowPlan> flows() {
        return flows;
    }

    LiveTestbed testbed() {
        return testbed;
    }

    String source() {
        return source;
    }

    String target() {
        return target;
    }

    List<Migration> migrations() {
        return migrations;
    }

    Injected inject(Fault fault) {
        Injected injected = faults.inject(fault);
        faultNanos = faultNanos == 0 ? System.nanoTime() : faultNanos;
        return injected;
    }

    void migrate() {
        migrateTo(target);
    }

    void migrateTo(String node) {
        List<Migration> started = new ArrayList<>();
        for (SampleFunction function : FUNCTIONS) {
            started.add(testbed.control().migrate(function.functionName(), source, node));
        }
        migrations = started;
    }

    /** Starts the migrations and keeps them in the step, by something that clients do not lose requests by. */
    void hold(State state) {
        switch (state) {
            case PLANNED -> migrate();
            case WARMING -> {
                brake = Optional.of(inject(Stop.of(Part.agent(target))));
                migrate();
            }
            case SWITCHING -> {
                brake = Optional.of(inject(new Cut(Cut.SWITCH, Network.MANAGEMENT, Direction.BOTH)));
                migrate();
            }
            case DRAINING, RETIRING -> {
                brake = Optional.of(inject(Stop.of(Part.agent(source))));
                migrate();
            }
            case STATE_UNSPECIFIED, SYNCING, DONE, ROLLED_BACK, UNRECOGNIZED ->
                throw new IllegalArgumentException("cannot hold " + state);
        }
        if (state != State.PLANNED) {
            await("all migrations are " + state, migration -> migration.getState() == state);
        }
    }

    /** Lets them go on from where {@link #hold} has kept them; other faults stay. */
    void release() {
        brake.orElseThrow().heal();
    }

    /** As {@link #hold}, on the way back. To operators that is SWITCHING, with a reason. */
    void holdReverting() {
        hold(State.SWITCHING);
        inject(Kill.of(Part.agent(target)));
        awaitTurnBack();
    }

    /** Cancels all; one that cannot turn back at once is told so, and goes on turning. */
    void cancel() {
        for (Migration migration : migrations) {
            try {
                testbed.control().cancel(migration);
            } catch (SlacklineException late) {
                if (late.code() != Code.DEADLINE_EXCEEDED) {
                    throw late;
                }
            }
        }
    }

    void awaitTurnBack() {
        await("all migrations turn back", migration -> !migration.getReason().isEmpty());
    }

    void awaitEnd() {
        await("all migrations end", ControlClient::ended);
    }

    private void await(String what, Predicate<Migration> condition) {
        testbed.supervisor().await(what, LIMIT, () -> present().stream().allMatch(condition));
    }

    private List<Migration> present() {
        migrations = migrations.stream()
                .map(migration -> testbed.control().migration(migration.getId()))
                .toList();
        return migrations;
    }

    /** Prepares the next row: where one function has moved and the other has not, it follows. */
    void begin() {
        faultNanos = 0;
        healedNanos = 0;
        List<Migration> moved = migrations.stream()
                .filter(migration -> migration.getState() == State.DONE)
                .toList();
        if (!moved.isEmpty()) {
            migrations = migrations.stream()
                    .filter(migration -> !moved.contains(migration))
                    .map(left -> testbed.control().migrate(left.getFunction(), left.getFrom(), left.getTo()))
                    .toList();
            awaitEnd();
            source = moved.getFirst().getTo();
            target = moved.getFirst().getFrom();
        }
        migrations = List.of();
    }

    void heal() {
        faults.close();
        faults = new Faults(new LiveTarget(testbed));
        healedNanos = System.nanoTime();
    }

    /** Heals what is left and waits until everything is as it should be. */
    void settle() {
        heal();
        awaitReady();
        awaitEnd();
    }

    void awaitReady() {
        testbed.supervisor().await("nodes and switch are ready", LIMIT, this::allReady);
    }

    private boolean allReady() {
        List<Node> nodes = testbed.control().nodesIfReachable();
        return nodes.size() == NODES
                && nodes.stream().allMatch(node -> node.getState() == Node.State.READY)
                && testbed.control().switches().stream().allMatch(device -> device.getState() == Switch.State.READY);
    }

    long faultNanos() {
        return faultNanos;
    }

    long healedNanos() {
        return healedNanos;
    }

    /** The longest time that one of the migrations spent in a step. */
    long longestMillis(State state) {
        return migrations.stream()
                        .flatMap(migration -> migration.getStepsList().stream())
                        .filter(step -> step.getState() == state)
                        .mapToLong(Migration.Step::getTookUs)
                        .max()
                        .orElseThrow()
                / 1000;
    }

    /** "words: PLANNED 1, WARMING 210, … DONE": each step with the milliseconds spent in it, and the reason where there is one. */
    List<String> journal() {
        return migrations.stream().map(MatrixWorld::journal).toList();
    }

    private static String journal(Migration migration) {
        List<String> steps = migration.getStepsList().stream()
                .map(step -> step.getTookUs() == 0
                        ? step.getState().toString()
                        : String.format(Locale.ROOT, "%s %d", step.getState(), step.getTookUs() / 1000))
                .toList();
        String reason = migration.getReason().isEmpty() ? "" : " (" + migration.getReason() + ")";
        return migration.getFunction() + ": " + String.join(", ", steps) + reason;
    }
}

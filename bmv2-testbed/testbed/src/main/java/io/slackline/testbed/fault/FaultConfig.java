package io.slackline.testbed.fault;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fault as files write it, one key of these:
 *
 * <pre>{@code
 * kill: {part: agent, node: n1}       # parts: controller, switch; of a node: agent, instances, network-function, node (with its links)
 * restart: {part: switch}
 * stop: {part: controller}
 * slow: {part: agent, node: n1, stopped: 90ms, running: 10ms}
 * cut: {host: n1, network: data, direction: both}    # networks: data, management; directions: both, from-host, to-host
 * impair: {host: n1, direction: both, loss: 0.01, duplicate: 0, corrupt: 0, reorder: 0.1, delay: 5ms, jitter: 1ms}
 * reports: {kind: forged, node: n1, from: c1, count: 100, interval: 1ms}    # kinds: forged, replayed, corrupt
 * fullDisk: {part: controller}
 * slowDisk: {part: controller, operationsPerSecond: 10}     # parts: controller, agent
 * clockStep: {part: agent, node: n1, by: 1h, way: forward}   # parts: controller, agent; ways: forward, back
 * }</pre>
 */
public record FaultConfig(
        Optional<Kill> kill,
        Optional<Restart> restart,
        Optional<Stop> stop,
        Optional<Slow> slow,
        Optional<Cut> cut,
        Optional<Impair> impair,
        Optional<BogusReports> reports,
        Optional<FullDisk> fullDisk,
        Optional<SlowDisk> slowDisk,
        Optional<ClockStep> clockStep) {

    public FaultConfig {
        long given = given(List.of(kill, restart, stop, slow, cut, impair, reports, fullDisk, slowDisk, clockStep))
                .count();
        if (given != 1) {
            throw new IllegalArgumentException("expected one of the keys "
                    + Stream.of(FaultConfig.class.getRecordComponents())
                            .map(RecordComponent::getName)
                            .collect(Collectors.joining(", "))
                    + ", got " + given + " of them");
        }
    }

    public Fault fault() {
        return given(List.of(kill, restart, stop, slow, cut, impair, reports, fullDisk, slowDisk, clockStep))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Fault> given(List<Optional<? extends Fault>> keys) {
        return keys.stream().flatMap(Optional::stream);
    }
}

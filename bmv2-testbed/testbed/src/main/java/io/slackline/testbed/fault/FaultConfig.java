package io.slackline.testbed.fault;

import java.util.List;
import java.util.Optional;
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
 * }</pre>
 */
public record FaultConfig(
        Optional<Kill> kill, Optional<Restart> restart, Optional<Stop> stop, Optional<Slow> slow, Optional<Cut> cut) {

    public FaultConfig {
        long given = Stream.of(kill, restart, stop, slow, cut)
                .filter(Optional::isPresent)
                .count();
        if (given != 1) {
            throw new IllegalArgumentException(
                    "expected one of the keys kill, restart, stop, slow, cut, got " + given + " of them");
        }
    }

    public Fault fault() {
        return List.of(kill, restart, stop, slow, cut).stream()
                .<Fault>flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }
}

package io.slackline.testbed.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.config.ConfigException;
import io.slackline.common.config.ConfigLoader;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FaultConfigTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kill: {part: controller}                              | kill controller
            kill: {part: node, node: n1}                          | kill node n1
            kill: {part: instances, node: n1}                     | kill instances of n1
            restart: {part: switch}                               | restart switch
            stop: {part: agent, node: n2}                         | stop agent of n2
            slow: {part: controller}                              | slow controller to 10 %
            slow: {part: controller, stopped: 30ms, running: 10ms} | slow controller to 25 %
            cut: {host: n1}                                       | cut data link of n1
            cut: {host: switch, network: management}              | cut management link of switch
            cut: {host: n1, direction: from-host}                 | cut data link of n1 from it
            impair: {host: c1, loss: 0.05, delay: 5ms}            | impair data link of c1, loss 5.0 %, delay 5.0 ms
            reports: {kind: forged, node: n1, from: c1}           | 100 forged reports about n1 from c1
            reports: {kind: replayed, node: n1, count: 5}         | 5 replayed reports about n1 from n1
            fullDisk: {part: controller}                          | full disk of controller
            slowDisk: {part: controller}                          | slow disk of controller, 10 operations/s
            slowDisk: {part: agent, node: n1, operationsPerSecond: 50} | slow disk of agent of n1, 50 operations/s
            clockStep: {part: agent, node: n1}                    | clock of agent of n1 forward by 3600 s
            clockStep: {part: controller, by: 2m, way: back}      | clock of controller back by 120 s
            """)
    void readsAndDescribes(String yaml, String description) {
        assertEquals(description, read(yaml).fault().describe());
    }

    @Test
    void hasTypedParametersWithDefaults() {
        assertEquals(
                new Slow(Part.Kind.AGENT, Optional.of("n1"), Duration.ofMillis(90), Duration.ofMillis(10)),
                read("slow: {part: agent, node: n1}").fault());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                     | got 0 of them
            {kill: {part: switch}, cut: {host: n1}} | got 2 of them
            kil: {part: switch}                    | did you mean "kill"?
            kill: {part: agent}                    | part agent: the key node is missing, which says whose
            kill: {part: switch, node: n1}         | part switch: no key node is expected, there is one for all nodes
            kill: {part: router}                   | expected one of controller, switch, agent, instances, network-function, node
            impair: {host: n1}                     | expected one at least of loss, duplicate, corrupt, delay
            impair: {host: n1, loss: 5}            | expected 0 to 1, got 5.0
            impair: {host: n1, reorder: 0.1}       | reorder, jitter: expected a delay beside them
            slow: {part: switch, running: 0s}      | stopped, running: expected more than 0
            slowDisk: {part: switch}               | part switch: valid here are controller and agent
            slowDisk: {part: controller, operationsPerSecond: 0} | operationsPerSecond: expected 1 to 1000000, got 0
            clockStep: {part: node, node: n1}      | part node: valid here are controller and agent
            clockStep: {part: controller, by: 1ms} | by: expected whole seconds, 1 at least
            clockStep: {part: controller, way: up} | expected one of forward, back
            """)
    void refusesWhatMakesNoSense(String yaml, String message) {
        String said = assertThrows(ConfigException.class, () -> read(yaml)).getMessage();
        assertTrue(said.contains(message), said);
    }

    private static FaultConfig read(String yaml) {
        return ConfigLoader.parse(yaml, "test", FaultConfig.class);
    }
}

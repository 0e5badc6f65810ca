package io.slackline.testbed.live;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.output.Json;
import io.slackline.testbed.process.CpuGroup;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.Topology.NodeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Writes the configuration files of the controller and the agents of a topology. */
final class PartConfigs {
    private PartConfigs() {}

    static Path controller(Topology topology, RunDirectory directory) {
        return write(directory.file("controller.yaml"), """
                listen: ["127.0.0.1:%d", "%s:%d"]
                stateDir: %s
                reportInterval: %s
                staleness: %s
                switches: %s
                """.formatted(
                        Topology.CONTROLLER_PORT,
                        Topology.BASE_MANAGEMENT_IP,
                        Topology.CONTROLLER_PORT,
                        directory.file("controller"),
                        millis(topology.config().reportInterval()),
                        millis(topology.config().staleness()),
                        Json.compact(topology.switches().stream()
                                .map(device -> SwitchConfigs.of(topology, device))
                                .toList())));
    }

    /** @param warming,warm groups that instances belong to; both or none */
    static Path agent(
            Topology topology,
            NodeHost node,
            RunDirectory directory,
            Optional<CpuGroup> warming,
            Optional<CpuGroup> warm) {
        String groups = warming.isPresent() && warm.isPresent()
                ? "instanceCgroups: {warming: %s, warm: %s}"
                        .formatted(warming.get().directory(), warm.get().directory())
                : "";
        return write(directory.file("agent-" + node.name() + ".yaml"), """
                name: %s
                controller: "%s:%d"
                tier: %s
                zone: %s
                dataInterface: %s
                peerListen: "%s"
                stateDir: %s
                budgetMillicores: %d
                reportInterval: %s
                slack: {source: processes, nfPidDirectory: %s}
                %s
                """.formatted(
                        node.name(),
                        Topology.BASE_MANAGEMENT_IP,
                        Topology.CONTROLLER_PORT,
                        node.config().tier().name().toLowerCase(Locale.ROOT),
                        node.config().zone(),
                        Topology.DATA_INTERFACE,
                        node.peerAddress(),
                        directory.file("agent-" + node.name()),
                        node.config().budgetMillicores(),
                        millis(topology.config().reportInterval()),
                        directory.networkFunctions(node.name()),
                        groups));
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot write " + file + ": " + e, e);
        }
    }
}

package io.slackline.testbed;

import io.slackline.api.v1.Node;
import io.slackline.cli.options.OutputOptions;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigLoader;
import io.slackline.common.config.ConfigWriter;
import io.slackline.common.config.HostAndPort;
import io.slackline.common.output.Json;
import io.slackline.common.output.Table;
import io.slackline.testbed.host.PersistentTestbed;
import io.slackline.testbed.host.RunState;
import io.slackline.testbed.live.ControlClient;
import io.slackline.testbed.live.Plan;
import io.slackline.testbed.runtimefile.RuntimeFile;
import io.slackline.testbed.runtimefile.SwitchProgrammer;
import io.slackline.testbed.topology.Shape;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code testbed up|down|status|exec|plan|program}. */
@Command(
        name = "testbed",
        mixinStandardHelpOptions = true,
        description =
                "A testbed that stays: nodes, switch and controller in private namespaces, reachable at 127.0.0.1:9700.")
final class TestbedCommand {

    @Command(
            name = "up",
            mixinStandardHelpOptions = true,
            description = "Starts one; returns when every node has joined.")
    int up(
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "Topology file (docs/testbed.md).")
                    Optional<Path> file,
            @Option(
                            names = "--topology",
                            paramLabel = "single|sites|fat-tree",
                            description =
                                    "Without a file: one switch, two edge sites and a cloud, or a pod of a fat tree (single).",
                            defaultValue = "single")
                    Shape shape,
            @Option(
                            names = "--nodes",
                            paramLabel = "N",
                            description = "Without a file: how many edge nodes (3).",
                            defaultValue = "3")
                    int nodes,
            @Option(
                            names = "--switch",
                            paramLabel = "embedded|bmv2",
                            description = "Without a file: which switch (embedded).",
                            defaultValue = "embedded")
                    SwitchKind switchKind)
            throws IOException, InterruptedException {
        TopologyConfig config =
                file.isPresent() ? ConfigLoader.load(file.get(), TopologyConfig.class) : shape.of(nodes, switchKind);
        new PersistentTestbed(RunState.ofUser()).up(config, ConfigWriter.toYaml(config));
        System.err.printf(
                "up: %d nodes; try `slackline node list`, `slackline testbed exec c1 ip address`%n",
                config.nodes().size());
        return 0;
    }

    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description =
                    "Prints a topology with all its addresses, ports and routes, as JSON: for who builds the network elsewhere.")
    int plan(
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "Topology file (docs/testbed.md).")
                    Optional<Path> file,
            @Option(
                            names = "--topology",
                            paramLabel = "single|sites|fat-tree",
                            description = "Without a file: its shape (single).",
                            defaultValue = "single")
                    Shape shape,
            @Option(
                            names = "--nodes",
                            paramLabel = "N",
                            description = "Without a file: how many edge nodes (3).",
                            defaultValue = "3")
                    int nodes,
            @Option(
                            names = "--clients",
                            paramLabel = "N",
                            description = "Without a file: how many clients (single: 1, others: 2).")
                    Optional<Integer> clients) {
        TopologyConfig config = file.isPresent()
                ? ConfigLoader.load(file.get(), TopologyConfig.class)
                : shape.of(nodes, clients.orElse(shape.clients()), SwitchKind.EMBEDDED);
        System.out.println(Json.pretty(Plan.of(Topology.of(config))));
        return 0;
    }

    @Command(name = "down", mixinStandardHelpOptions = true, description = "Ends it.")
    int down() throws InterruptedException {
        System.err.println(new PersistentTestbed(RunState.ofUser()).down() ? "down" : "no testbed was up");
        return 0;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows its nodes; exit code 1 when none is up.")
    int status(@Mixin OutputOptions output) throws IOException {
        RunState state = RunState.ofUser();
        if (state.supervisor().isEmpty()) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "no testbed is up; `slackline testbed up` starts one");
        }
        Topology topology = Topology.of(ConfigLoader.load(state.topology(), TopologyConfig.class));
        List<Node> joined;
        try (ControlClient control = new ControlClient("127.0.0.1", Topology.CONTROLLER_PORT)) {
            joined = control.nodesIfReachable();
        }
        List<Row> rows = topology.hosts().stream()
                .map(host -> new Row(
                        host.name(),
                        host.port(),
                        host.dataIp(),
                        host.managementIp(),
                        joined.stream()
                                .filter(node -> node.getDescription().getName().equals(host.name()))
                                .map(node -> node.getState().name())
                                .findFirst()
                                .orElse(topology.config().clients().contains(host.name()) ? "CLIENT" : "UNKNOWN")))
                .toList();
        output.print(
                System.out,
                rows,
                Table.<Row>empty()
                        .text("HOST", Row::host)
                        .number("PORT", Row::port)
                        .text("DATA", Row::data)
                        .text("MANAGEMENT", Row::management)
                        .text("STATE", Row::state)
                        .render(rows));
        return 0;
    }

    private record Row(String host, int port, String data, String management, String state) {}

    @Command(
            name = "exec",
            mixinStandardHelpOptions = true,
            description =
                    "Runs a command in the namespace of a node, a client, the switch (sw) or the controller (base).")
    int exec(
            @Parameters(index = "0", paramLabel = "NODE", description = "Where.") String node,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "COMMAND",
                            description = "What, with its arguments.")
                    List<String> command)
            throws IOException, InterruptedException {
        List<String> plain = command.getFirst().equals("--") ? command.subList(1, command.size()) : command;
        List<String> line = new PersistentTestbed(RunState.ofUser()).exec(node, plain);
        return new ProcessBuilder(line).inheritIO().start().waitFor();
    }

    @Command(
            name = "program",
            mixinStandardHelpOptions = true,
            description = "Programs any P4Runtime switch from a runtime file of p4lang's tutorials (docs/testbed.md).")
    int program(
            @Parameters(paramLabel = "FILE", description = "sN-runtime.json.") Path file,
            @Option(
                            names = "--address",
                            paramLabel = "HOST:PORT",
                            description = "Of its P4Runtime server (127.0.0.1:9559).",
                            defaultValue = "127.0.0.1:9559")
                    String address,
            @Option(names = "--device-id", paramLabel = "N", description = "Its number (1).", defaultValue = "1")
                    long deviceId,
            @Option(
                            names = "--directory",
                            paramLabel = "DIR",
                            description = "Where the paths inside the file begin (.).",
                            defaultValue = ".")
                    Path directory) {
        RuntimeFile runtime = RuntimeFile.read(file, directory);
        SwitchProgrammer.program(HostAndPort.parse(address), deviceId, runtime);
        System.err.printf("programmed: %d entries%n", runtime.updates().size());
        return 0;
    }

    @Command(name = "keep", hidden = true, description = "Internal: the process outside of the namespaces.")
    int keep(@Option(names = "--state", required = true) Path state) throws IOException, InterruptedException {
        return new PersistentTestbed(new RunState(state)).keep();
    }

    @Command(name = "supervise", hidden = true, description = "Internal: the process inside of the namespaces.")
    int supervise(@Option(names = "--state", required = true) Path state) throws IOException, InterruptedException {
        return new PersistentTestbed(new RunState(state)).supervise();
    }
}

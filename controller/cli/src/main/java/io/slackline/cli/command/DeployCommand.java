package io.slackline.cli.command;

import io.slackline.api.v1.DeployFunctionRequest;
import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.OffloadScope;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SteeringMode;
import io.slackline.cli.ArtifactUpload;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.ImageArchive;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.Tables;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code function deploy}. */
@Command(
        name = "deploy",
        description = {
            "Creates a function, or gives one that exists a new version.",
            "Its process is told where to listen by PORT and SOCKET in its environment, and speaks HTTP/1.1 there."
        },
        footer = {
            "",
            "./slackline function deploy hello --artifact hello.py",
            "./slackline function deploy hello --artifact hello.py -- /usr/bin/python3 {artifact} --fast"
        })
public final class DeployCommand implements Callable<Integer> {
    private static final List<String> PYTHON = List.of("/usr/bin/python3", "{artifact}");

    private final Cli cli;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "FUNCTION", description = "Its name: a-z, 0-9 and -, at most 63.")
    private String name = "";

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            description =
                    "After --: what runs it; {artifact} is the artifact's path. Default for a .py: /usr/bin/python3 {artifact}.")
    private List<String> command = List.of();

    @Option(
            names = "--artifact",
            paramLabel = "FILE",
            description =
                    "Code to bring to the nodes; a .zip is unpacked there. oci: an image layout or a root, as a directory or a tar.")
    private Optional<Path> artifact = Optional.empty();

    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            defaultValue = "process",
            description =
                    "process: a program that speaks HTTP; openwhisk, serverledge: a function of those platforms, unchanged; wasm: a WASI module; oci: a container image. Default ${DEFAULT-VALUE}.")
    private String runtime = "process";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "pinned: the controller names the node; slack: the switch picks the node with more slack for each new flow;"
                            + " share: fixed shares. Default pinned.")
    private Optional<SteeringMode> mode = Optional.empty();

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "A node that shall serve it, repeatable; the controller places it otherwise.")
    private List<String> nodes = List.of();

    @Option(names = "--class", paramLabel = "CLASS", description = "latency-sensitive or best-effort.")
    private Optional<FunctionClass> functionClass = Optional.empty();

    @Option(names = "--protocol", paramLabel = "PROTOCOL", description = "http or udp; default http.")
    private Protocol protocol = Protocol.HTTP;

    @Option(
            names = "--ip",
            paramLabel = "IP",
            description = "Its service address; the controller assigns one otherwise.")
    private String ip = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Its service port; the controller assigns one otherwise.")
    private int port;

    @Option(names = "--memory", paramLabel = "MIB", description = "Default 128.")
    private int memoryMib;

    @Option(names = "--request-timeout", paramLabel = "TIME", description = "What a request may take; default 30s.")
    private Optional<Duration> requestTimeout = Optional.empty();

    @Option(
            names = "--concurrency",
            paramLabel = "COUNT",
            description = "Requests that one instance runs at a time; default 1.")
    private int concurrency;

    @Option(
            names = "--min-slack",
            paramLabel = "MILLICORES",
            description = "What an instance takes under load: no migration goes to a node with less, and in mode slack"
                    + " requests leave for the offload group. Default: the floor of its class.")
    private int minSlackMillicores;

    @Option(
            names = "--offload",
            paramLabel = "WHERE",
            description =
                    "Mode slack: where requests go that find no node with slack: nowhere, horizontal (neighbours),"
                            + " vertical (the cloud tier) or horizontal-and-vertical.")
    private Optional<OffloadScope> offload = Optional.empty();

    @Option(
            names = "--offload-node",
            paramLabel = "NODE",
            description = "A node for that, repeatable; the controller names them otherwise.")
    private List<String> offloadNodes = new ArrayList<>();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Into its environment, repeatable.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(names = "--no-wait", description = "Return at once, not when it is warm and steered.")
    private boolean returnAtOnce;

    @Option(
            names = "--wait-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait for that; default ${DEFAULT-VALUE}.")
    private Duration waitTimeout = Duration.ofSeconds(30);

    public DeployCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var controller = Controller.connect(cli, connection)) {
            var spec = spec();
            if (artifact.isPresent()) {
                spec.setArtifactSha256(upload(controller, artifact.get()))
                        .setArtifactName(String.valueOf(artifact.get().getFileName()));
            }
            var request = DeployFunctionRequest.newBuilder()
                    .setFunction(spec)
                    .setMode(mode.orElse(SteeringMode.STEERING_MODE_UNSPECIFIED))
                    .addAllNodes(nodes)
                    .setOffload(offload.orElse(OffloadScope.OFFLOAD_SCOPE_UNSPECIFIED))
                    .addAllOffloadNodes(offloadNodes)
                    .setWait(!returnAtOnce)
                    .setWaitMs((int) waitTimeout.toMillis())
                    .build();
            var function = controller
                    .callFor(returnAtOnce ? Duration.ZERO : waitTimeout)
                    .deployFunction(request);
            output.printOne(cli.console(), function, Tables.FUNCTIONS);
        }
        return 0;
    }

    private String upload(Controller controller, Path artifact) throws IOException, InterruptedException {
        var upload = new ArtifactUpload(controller, cli.console());
        if (runtime.equals("oci") && Files.isDirectory(artifact)) {
            try (var archive = new ImageArchive(artifact)) {
                return upload.upload(archive.file());
            }
        }
        return upload.upload(artifact);
    }

    private FunctionSpec.Builder spec() {
        return FunctionSpec.newBuilder()
                .setName(name)
                .setRuntime(runtime)
                .addAllCommand(effectiveCommand())
                .setMemoryMib(memoryMib)
                .setTimeoutMs(requestTimeout.map(time -> (int) time.toMillis()).orElse(0))
                .setClass_(functionClass.orElse(FunctionClass.FUNCTION_CLASS_UNSPECIFIED))
                .setAddress(ServiceAddress.newBuilder().setIp(ip).setPort(port).setProtocol(protocol))
                .putAllEnvironment(environment)
                .setMinSlackMillicores(minSlackMillicores)
                .setConcurrency(concurrency);
    }

    private List<String> effectiveCommand() {
        if (!command.isEmpty()) {
            return command;
        }
        if (artifact.isPresent() && !runtime.equals("process")) {
            return List.of();
        }
        if (artifact.isPresent() && artifact.get().toString().endsWith(".py")) {
            return PYTHON;
        }
        throw new SlacklineException(
                Code.INVALID_ARGUMENT,
                "function " + name + " has no command: give one after --, such as: -- /usr/bin/python3 {artifact}"
                        + " (only for a .py artifact is it known without)");
    }
}

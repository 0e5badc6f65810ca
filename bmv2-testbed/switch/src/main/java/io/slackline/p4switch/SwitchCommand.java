package io.slackline.p4switch;

import ch.qos.logback.classic.Level;
import io.slackline.p4switch.grpc.P4RuntimeServer;
import io.slackline.p4switch.impair.ImpairmentService;
import io.slackline.p4switch.trace.TraceService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line, with the flags of bmv2's {@code simple_switch_grpc}. */
@Command(
        name = "switch",
        sortOptions = false,
        subcommands = {StfCommand.class, TraceCommand.class},
        description = "Runs the embedded P4 switch: executes the JSON that p4c writes for bmv2 and serves P4Runtime.",
        footer = {
            "",
            "Exit codes: 1 failed, 2 wrong usage, 3 the machine lacks an interface or a privilege.",
            "bmv2's form is understood too: switch --no-p4 -i 1@veth1 -- --grpc-server-addr 127.0.0.1:9559 --cpu-port 255"
        })
final class SwitchCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(SwitchCommand.class);
    private static final int DROP_PORT = 511;
    private static final int MOST_PACKET_THREADS = 64;
    private static final int MOST_SPIN_MICROS = 1_000_000;

    @Parameters(
            arity = "0..1",
            paramLabel = "JSON",
            description = "The compiled program to run. Without it, a controller sets one over P4Runtime.")
    private @Nullable Path json;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "PORT@INTERFACE",
            converter = PortArgument.Converter.class,
            description = "A port and the network interface behind it; may be given many times.")
    private List<PortArgument> interfaces = new ArrayList<>();

    @Option(
            names = "--device-id",
            paramLabel = "N",
            description = "What controllers must say. Default: ${DEFAULT-VALUE}.")
    private long deviceId = 1;

    @Option(names = "--no-p4", description = "Start without a program; the default where no JSON is given.")
    private boolean noP4;

    @Option(
            names = "--p4info",
            paramLabel = "FILE",
            description =
                    "P4Info of the JSON, so that controllers need not set the pipeline again. Text form, or binary"
                            + " where the name ends in .bin, .pb or .binpb.")
    private @Nullable Path p4Info;

    @Option(
            names = "--grpc-server-addr",
            paramLabel = "HOST:PORT",
            converter = AddressArgument.class,
            defaultValue = "127.0.0.1:9559",
            description = "Where P4Runtime is served. Default: ${DEFAULT-VALUE}.")
    private InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", 0);

    @Option(
            names = "--cpu-port",
            paramLabel = "N",
            description = "The controller's port; without it there are no packets in or out.")
    private @Nullable Integer cpuPort;

    @Option(
            names = "--drop-port",
            paramLabel = "N",
            description = "The egress_spec that means drop. Default: ${DEFAULT-VALUE}.")
    private int dropPort = DROP_PORT;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "What executes programs: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Engine engine = Engine.COMPILED;

    @Option(
            names = "--packet-threads",
            paramLabel = "N",
            description = "Threads that move packets; ports are dealt out among them. Default: ${DEFAULT-VALUE}.")
    private int packetThreads = 1;

    @Option(
            names = "--spin",
            paramLabel = "MICROSECONDS",
            description = "How long an idle packet thread goes on looking for packets before it sleeps. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int spinMicros;

    @Option(
            names = "--pcap",
            arity = "0..1",
            fallbackValue = ".",
            paramLabel = "DIR",
            description = "Record the packets of every port into pcap files in this directory, or in the present one.")
    private @Nullable Path pcap;

    @Option(
            names = "--use-files",
            paramLabel = "S",
            description = "Ports are files: after S seconds read NAME_in.pcap, and write NAME_out.pcap.")
    private @Nullable Integer useFilesSeconds;

    @Option(names = "--log-console", description = "Log to the console: always done, on standard error.")
    @SuppressWarnings("UnusedVariable") // accepted because bmv2 has it
    private boolean logConsole;

    @Option(
            names = {"-L", "--log-level"},
            paramLabel = "LEVEL",
            description = "trace, debug, info, warn, error or off. Default: ${DEFAULT-VALUE}.")
    private String logLevel = "info";

    @Option(
            names = {"--thrift-port", "--nanolog", "--notifications-addr", "--debugger-addr", "--priority-queues"},
            paramLabel = "VALUE",
            description = "Flags of bmv2 for parts that this switch does not have: ignored.")
    private List<String> ignored = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logs.toStandardError(level());
        SwitchOptions options = options();
        Optional<Path> program = Optional.ofNullable(json);
        if (!ignored.isEmpty()) {
            log.info("ignored flags of bmv2 for parts that this switch does not have (values {})", ignored);
        }
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Thread hook = new Thread(() -> awaitClose(stopped, closed), "stop");
        try (Switch device = Switch.open(options);
                P4RuntimeServer server = P4RuntimeServer.on(
                        address,
                        deviceId,
                        device.target(),
                        new TraceService(device.traceable()),
                        new ImpairmentService(device.impairer()))) {
            if (program.isPresent()) {
                run(program.get(), device, server);
            }
            device.start();
            start(server);
            Runtime.getRuntime().addShutdownHook(hook);
            log.info(
                    "ready: device {}, P4Runtime on {}:{}, ports {}, {}",
                    deviceId,
                    address.getHostString(),
                    server.port(),
                    interfaces.stream()
                            .map(port -> port.number() + "@" + port.name())
                            .collect(Collectors.joining(", ", "[", "]")),
                    program.map(file -> "running " + file).orElse("waiting for a pipeline"));
            stopped.await();
        } finally {
            closed.countDown();
        }
        return 0;
    }

    private void run(Path program, Switch device, P4RuntimeServer server) throws IOException {
        if (p4Info != null) {
            server.commit(PipelineFiles.pipeline(program, p4Info));
        } else {
            device.target().commit(device.target().load(PipelineFiles.json(program)));
            log.info(
                    "no --p4info: the program runs, but a controller must set the pipeline before it can read or write");
        }
    }

    private void start(P4RuntimeServer server) throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "cannot serve P4Runtime on " + address.getHostString() + ":" + address.getPort() + ": "
                            + reason.getMessage(),
                    e);
        }
    }

    private SwitchOptions options() {
        if (noP4 && json != null) {
            throw wrong("--no-p4 and the program " + json + " exclude each other");
        }
        if (p4Info != null && json == null) {
            throw wrong("--p4info belongs to a JSON, and none is given");
        }
        if (deviceId == 0) {
            throw wrong("--device-id 0; valid: 1 and above");
        }
        if (cpuPort != null && (cpuPort < 1 || cpuPort >= DROP_PORT || cpuPort == dropPort)) {
            throw wrong("--cpu-port " + cpuPort + "; valid: 1 to " + (DROP_PORT - 1) + ", but not the drop port "
                    + dropPort);
        }
        if (pcap != null && useFilesSeconds != null) {
            throw wrong("--pcap and --use-files exclude each other: with the latter the ports are files already");
        }
        if (packetThreads < 1 || packetThreads > MOST_PACKET_THREADS) {
            throw wrong("--packet-threads " + packetThreads + "; valid: 1 to " + MOST_PACKET_THREADS);
        }
        if (spinMicros < 0 || spinMicros > MOST_SPIN_MICROS) {
            throw wrong("--spin " + spinMicros + "; valid: 0 to " + MOST_SPIN_MICROS);
        }
        Map<Integer, String> ports = new TreeMap<>();
        for (PortArgument port : interfaces) {
            if (cpuPort != null && port.number() == cpuPort) {
                throw wrong("-i " + port.number() + "@" + port.name() + " is the CPU port");
            }
            if (ports.putIfAbsent(port.number(), port.name()) != null) {
                throw wrong("-i gives port " + port.number() + " twice");
            }
        }
        return new SwitchOptions(
                ports,
                cpuPort == null ? SwitchOptions.NO_CPU_PORT : cpuPort,
                dropPort,
                Optional.ofNullable(pcap),
                Optional.ofNullable(useFilesSeconds).map(Duration::ofSeconds),
                engine,
                new SwitchOptions.PacketLoops(packetThreads, Duration.ofNanos(spinMicros * 1000L)));
    }

    private Level level() {
        Level level = Level.toLevel(logLevel, null);
        if (level == null) {
            throw wrong("--log-level " + logLevel + "; valid: trace, debug, info, warn, error, off");
        }
        return level;
    }

    private CommandLine.ParameterException wrong(String message) {
        CommandLine commandLine = spec == null ? new CommandLine(this) : spec.commandLine();
        return new CommandLine.ParameterException(commandLine, message);
    }

    /** Runs when the process is told to stop: lets the main thread close everything first. */
    private static void awaitClose(CountDownLatch stopped, CountDownLatch closed) {
        stopped.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.slackline.p4switch;

import ch.qos.logback.classic.Level;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.slackline.p4switch.pcap.PcapReader;
import io.slackline.p4switch.trace.v1.TraceRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the life of packets: of given ones in a program, or of those that pass a running switch. */
@Command(
        name = "trace",
        sortOptions = false,
        description = {
            "Shows the life of a packet, step by step: parser states, tables with keys and entries, what actions do, outputs or the"
                    + " cause of a drop.",
            "With a program: runs packets of yours through it. With --target: shows packets that pass a running embedded switch.",
        },
        footer = {
            "",
            "Exit codes: 1 refused or nothing traced, 2 wrong usage, 3 no switch answers at the target.",
            "switch trace router.json --entries entries.txt -p 1 --packet 020000000002...",
            "switch trace --target 127.0.0.1:9559 --filter 'ipv4.dst_addr == 10.99.1.1' --count 1"
        })
final class TraceCommand implements Callable<Integer> {

    /** How a trace is printed. */
    enum Format {
        TREE,
        JSON
    }

    @Parameters(arity = "0..1", paramLabel = "JSON", description = "The compiled program.")
    private @Nullable Path json;

    @Option(
            names = "--entries",
            paramLabel = "FILE",
            description =
                    "Table entries: bmv2's runtime commands (table_add ...), or with --p4info a p4.v1.WriteRequest.")
    private @Nullable Path entries;

    @Option(
            names = "--p4info",
            paramLabel = "FILE",
            description =
                    "P4Info of the JSON; --entries is then a WriteRequest in text form, or binary (.bin, .pb, .binpb).")
    private @Nullable Path p4Info;

    @Option(
            names = "--packet",
            paramLabel = "HEX",
            description = "A packet; may be given many times. They are run in their order, on one state.")
    private List<String> packets = new ArrayList<>();

    @Option(names = "--pcap", paramLabel = "FILE", description = "A capture file of packets.")
    private @Nullable Path pcap;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "N",
            description = "The port that the packets come in at. Default: ${DEFAULT-VALUE}.")
    private int port = 1;

    @Option(names = "--cpu-port", paramLabel = "N", description = "The controller's port. Default: none.")
    private int cpuPort = SwitchOptions.NO_CPU_PORT;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            converter = AddressArgument.class,
            description = "A running embedded switch: its P4Runtime address.")
    private @Nullable InetSocketAddress target;

    @Option(
            names = "--filter",
            paramLabel = "CONDITION",
            description =
                    "Only packets for which it holds: port, length and header fields, ==, !=, <, <=, >, >=, &&, ||, !, (...).")
    private String filter = "";

    @Option(
            names = "--fate",
            paramLabel = "FATE",
            description = "Only packets that end so: ${COMPLETION-CANDIDATES}. Default: any.")
    private TraceFate fate = TraceFate.ANY;

    @Option(names = "--count", paramLabel = "N", description = "With --target: stop after so many. Default: 1.")
    private @Nullable Integer count;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "With --target: stop after so long. Default: wait for the packets.")
    private @Nullable Integer timeoutSeconds;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "tree|json",
            description = "How it is printed. Default: tree.")
    private Format format = Format.TREE;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    /** Which ends of packets are wanted. */
    enum TraceFate {
        ANY,
        SENT,
        DROPPED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logs.toStandardError(Level.WARN);
        try (TracePrinter printer = new TracePrinter(out(), format)) {
            if (target != null) {
                return live(target, printer);
            }
            if (json == null) {
                throw wrong("what to trace? Give a compiled program and packets, or --target HOST:PORT");
            }
            return offline(json, printer);
        }
    }

    private Integer live(InetSocketAddress address, TracePrinter printer) throws InterruptedException {
        if (json != null || entries != null || p4Info != null || pcap != null || !packets.isEmpty()) {
            throw wrong(
                    "--target shows packets that pass; a program, entries and packets of yours belong to a trace without it");
        }
        if (count != null && count < 1) {
            throw wrong("--count " + count + "; valid: 1 and above");
        }
        if (timeoutSeconds != null && timeoutSeconds < 1) {
            throw wrong("--timeout " + timeoutSeconds + "; valid: 1 and above");
        }
        TraceRequest request = request().setCount(count == null ? 1 : count).build();
        try {
            TraceClient.follow(
                    address, request, Optional.ofNullable(timeoutSeconds).map(Duration::ofSeconds), printer::print);
        } catch (StatusRuntimeException e) {
            return failed(address, e.getStatus(), printer);
        }
        return 0;
    }

    private int failed(InetSocketAddress address, Status status, TracePrinter printer) {
        String where = address.getHostString() + ":" + address.getPort();
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> {
                message(printer.printed() + " packets in " + timeoutSeconds + " s");
                yield printer.printed() > 0 ? 0 : FailureReport.FAILED;
            }
            case UNAVAILABLE -> {
                message("no switch answers at " + where + ": start one, or name its --grpc-server-addr");
                yield FailureReport.ENVIRONMENT;
            }
            case UNIMPLEMENTED -> {
                message(where + " is no embedded switch: it does not serve traces");
                yield FailureReport.FAILED;
            }
            default -> {
                message(String.valueOf(status.getDescription()));
                yield FailureReport.FAILED;
            }
        };
    }

    private Integer offline(Path program, TracePrinter printer) throws IOException {
        if (count != null || timeoutSeconds != null) {
            throw wrong("--count and --timeout belong to --target");
        }
        if (p4Info != null && entries == null) {
            throw wrong("--p4info says how to read --entries, and none are given");
        }
        if (packets.isEmpty() == (pcap == null)) {
            throw wrong("give packets as --packet HEX, or --pcap FILE");
        }
        OfflineTrace trace = OfflineTrace.of(program, cpuPort);
        if (entries != null) {
            trace.write(program, entries, Optional.ofNullable(p4Info));
        }
        trace.run(port, packetBytes(), request(), printer::print);
        if (printer.printed() == 0) {
            message("no packet fits the filter");
            return FailureReport.FAILED;
        }
        return 0;
    }

    private TraceRequest.Builder request() {
        return TraceRequest.newBuilder().setFilter(filter).setFate(TraceRequest.Fate.valueOf(fate.name()));
    }

    private List<byte[]> packetBytes() throws IOException {
        if (pcap != null) {
            return PcapReader.read(pcap).stream()
                    .map(PcapReader.Captured::bytes)
                    .toList();
        }
        List<byte[]> bytes = new ArrayList<>();
        for (String packet : packets) {
            String digits = packet.replaceAll("[\\s:]", "").replaceFirst("^0[xX]", "");
            try {
                bytes.add(HexFormat.of().parseHex(digits));
            } catch (IllegalArgumentException e) {
                throw wrong("--packet " + packet + ": expected an even number of hexadecimal digits");
            }
        }
        return bytes;
    }

    private PrintWriter out() {
        return commandLine().getOut();
    }

    private void message(String text) {
        commandLine().getErr().println("switch trace: " + text);
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("not made by picocli");
        }
        return spec.commandLine();
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(commandLine(), message);
    }
}

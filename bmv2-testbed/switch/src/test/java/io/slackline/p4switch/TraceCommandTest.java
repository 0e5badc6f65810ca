package io.slackline.p4switch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.JsonFormat;
import io.slackline.p4switch.trace.v1.PacketTrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Traces of given packets. A file of golden_traces holds the arguments of {@code switch trace} on lines that begin with {@code $}, bmv2's
 * runtime commands, a line of dashes, and the tree. With {@code -Dgolden.write=true} the trees are drawn anew: read them before
 * you commit them.
 */
class TraceCommandTest {

    private static final Path FILES = Path.of("src/test/resources/golden_traces");
    private static final String PROGRAMS = "src/test/resources/p4/";
    private static final String DASHES = "----";

    private record Outcome(int code, String out, String err) {}

    private static Outcome trace(String... args) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code =
                    Main.run(Stream.concat(Stream.of("trace"), Stream.of(args)).toArray(String[]::new));
            return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    static Stream<Path> files() throws IOException {
        return Files.list(FILES)
                .filter(file -> file.toString().endsWith(".txt"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("files")
    void drawsTheTree(Path file, @TempDir Path directory) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int dashes = lines.contains(DASHES) ? lines.indexOf(DASHES) : lines.size();
        List<String> args = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        for (String line : lines.subList(0, dashes)) {
            if (line.startsWith("$")) {
                args.addAll(List.of(line.substring(1).strip().split(" ")));
            } else {
                commands.add(line);
            }
        }
        args.set(0, PROGRAMS + args.getFirst() + ".json");
        Path entries = Files.write(directory.resolve("entries.txt"), commands);
        args.addAll(List.of("--entries", entries.toString()));

        Outcome outcome = trace(args.toArray(String[]::new));

        assertEquals(0, outcome.code(), outcome.err());
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, String.join("\n", lines.subList(0, dashes)) + "\n" + DASHES + "\n" + outcome.out());
        }
        assertEquals(outcome.out(), Files.readString(file).replaceAll("(?s)^.*?\n" + DASHES + "\n", ""));
    }

    @Test
    void printsTheSameAsJson() throws IOException {
        Outcome outcome = trace(PROGRAMS + "copier.json", "-o", "json", "--packet", "0000 deadbeef", "-p", "4");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().startsWith("{\"packets\": [\n"), outcome.out());
        String one = outcome.out()
                .substring("{\"packets\": [\n".length(), outcome.out().lastIndexOf("\n]}"));
        PacketTrace.Builder trace = PacketTrace.newBuilder();
        JsonFormat.parser().merge(one, trace);
        assertEquals(4, trace.getIngressPort());
        assertEquals(1, trace.getOutputs(0).getPort());
        assertEquals(
                "DEPARSER",
                trace.getStages(trace.getStagesCount() - 1).getKind().name());
    }

    @Test
    void tracesOnlyPacketsThatFitTheFilter() {
        String[] all = {PROGRAMS + "copier.json", "--packet", "0000", "--packet", "0700", "--packet", "0001"};
        assertTrue(trace(append(all, "--filter", "order.op == 7")).out().startsWith("packet 2: "));
        assertTrue(trace(append(all, "--fate", "dropped")).out().startsWith("packet 2: "));
        Outcome none = trace(append(all, "--filter", "order.op > 7"));
        assertEquals(1, none.code());
        assertEquals("switch trace: no packet fits the filter\n", none.err());
    }

    private static String[] append(String[] args, String... more) {
        return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            2 |                                                            | what to trace? Give a compiled program and packets, or --target HOST:PORT
            2 | P/wire.json                                                | give packets as --packet HEX, or --pcap FILE
            2 | P/wire.json --packet 0                                     | --packet 0: expected an even number of hexadecimal digits
            2 | P/wire.json --packet 00 --count 2                          | --count and --timeout belong to --target
            2 | P/wire.json --packet 00 --p4info x                         | --p4info says how to read --entries, and none are given
            2 | P/wire.json --packet 00 -o xml                             | expected one of [TREE, JSON]
            2 | P/wire.json --target 127.0.0.1:1                           | --target shows packets that pass
            1 | none.json --packet 00                                      | there is no file none.json
            1 | P/copier.json --packet 00 --filter ipv4.dst==1             | the program has no header "ipv4"; valid: told, order
            1 | P/copier.json --packet 00 --filter order.x==1              | header "order" has no field "x"; valid: op, rounds
            1 | P/copier.json --packet 00 --filter order.op==500           | 500 does not fit order.op, which has 8 bits
            1 | P/copier.json --packet 00 --filter order.op==z             | "z" is no value; valid: 17, 0x11,
            1 | P/copier.json --packet 00 --filter order.op=1              | character 9: expected one of == != <= >= < >
            1 | P/copier.json --packet 00 --filter (port==1                | expected )
            3 | --target 127.0.0.1:1                                       | no switch answers at 127.0.0.1:1
            """)
    void saysWhatIsWrong(int code, String line, String message) {
        String args = line == null ? "" : line.replace("P/", PROGRAMS);
        Outcome outcome = trace(args.isEmpty() ? new String[0] : args.split(" "));
        assertEquals(code, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains(message), outcome.err());
    }
}

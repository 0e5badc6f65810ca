package io.slackline.p4switch;

import ch.qos.logback.classic.Level;
import io.slackline.p4switch.stf.StfException;
import io.slackline.p4switch.stf.StfParser;
import io.slackline.p4switch.stf.StfResult;
import io.slackline.p4switch.stf.StfRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs tests of a program: table entries and packets in, packets expected. */
@Command(
        name = "stf",
        sortOptions = false,
        description =
                "Runs tests in p4c's simple test framework (STF) on a compiled program, in memory. Without a test the program is only loaded.",
        footer = {"", "Exit codes: 1 a test failed or the program is refused, 2 wrong usage."})
final class StfCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "JSON", description = "The compiled program.")
    private Path json = Path.of("");

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "STF", description = "The tests.")
    private List<Path> tests = new ArrayList<>();

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "What executes the program: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Engine engine = Engine.COMPILED;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Logs.toStandardError(Level.WARN);
        byte[] program = PipelineFiles.json(json);
        PrintWriter out = spec == null
                ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
                : spec.commandLine().getOut();
        if (tests.isEmpty()) {
            StfRunner.run(program, engine, StfParser.parse(""));
            out.println("loaded " + json);
            return 0;
        }
        int failed = 0;
        for (Path test : tests) {
            failed += run(program, test, out) ? 0 : 1;
        }
        out.println((tests.size() - failed) + " of " + tests.size() + " passed");
        return failed == 0 ? 0 : FailureReport.FAILED;
    }

    private boolean run(byte[] program, Path test, PrintWriter out) throws IOException {
        StfResult result;
        try {
            result = StfRunner.run(program, engine, StfParser.parse(Files.readString(test)));
        } catch (StfException e) {
            result = new StfResult(List.of(e.getMessage() == null ? e.toString() : e.getMessage()), List.of());
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + test, e);
        }
        out.println((result.passed() ? "passed " : "FAILED ") + test);
        result.failures().forEach(failure -> out.println("  " + failure.replace("\n", "\n  ")));
        result.notes().forEach(note -> out.println("  note: " + note));
        return result.passed();
    }
}

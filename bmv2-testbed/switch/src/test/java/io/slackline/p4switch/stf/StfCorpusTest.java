package io.slackline.p4switch.stf;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slackline.p4switch.Engine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * p4c's own tests of v1model programs, where p4c is: {@code P4C_TESTS} names its {@code testdata/p4_16_samples}, {@code P4C} the compiler if
 * it is not on the PATH. {@code P4C_TESTS_COMPILED}, if set, names a folder in which the compiled programs are kept.
 */
@Tag("p4c")
final class StfCorpusTest {

    /** All that compile with p4c 1.2.5.16. */
    private static final int EXPECTED = 190;

    private static final long COMPILE_SECONDS = 120;

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @EnumSource(Engine.class)
    void passesWhatBmv2Passes(Engine engine) throws IOException, InterruptedException {
        Optional<Path> samples =
                Optional.ofNullable(System.getenv("P4C_TESTS")).map(Path::of).filter(Files::isDirectory);
        assumeTrue(samples.isPresent(), "[p4c] P4C_TESTS does not name p4c's testdata/p4_16_samples");
        Optional<Path> compiler = compiler();
        assumeTrue(
                compiler.isPresent(),
                "[p4c] p4c-bm2-ss is neither on the PATH nor named by the environment variable P4C");
        Path compiled = Optional.ofNullable(System.getenv("P4C_TESTS_COMPILED"))
                .map(Path::of)
                .orElse(scratch);
        int passed = 0;
        List<String> failures = new ArrayList<>();
        for (Path test : tests(samples.orElseThrow())) {
            Optional<byte[]> program = compile(compiler.orElseThrow(), test, compiled);
            if (program.isEmpty()) {
                continue;
            }
            Optional<String> failure = run(program.get(), engine, test);
            if (failure.isEmpty()) {
                passed++;
            } else {
                failures.add(test.getFileName() + ": " + failure.get());
            }
        }
        System.out.println(
                "STF corpus, " + engine + " engine: " + passed + " of " + (passed + failures.size()) + " passed");
        assertTrue(passed >= EXPECTED && failures.isEmpty(), passed + " passed, " + String.join("\n", failures));
    }

    private static Optional<Path> compiler() {
        Stream<Path> candidates = Stream.concat(
                Stream.ofNullable(System.getenv("P4C")).map(Path::of),
                Arrays.stream(Optional.ofNullable(System.getenv("PATH"))
                                .orElse("")
                                .split(File.pathSeparator))
                        .map(folder -> Path.of(folder, "p4c-bm2-ss")));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    /** Tests beside a program for v1model. */
    private static List<Path> tests(Path samples) throws IOException {
        List<Path> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(samples)) {
            for (Path test :
                    files.filter(f -> f.toString().endsWith(".stf")).sorted().toList()) {
                Path source = source(test);
                if (Files.exists(source)
                        && !source.getFileName().toString().startsWith("psa-")
                        && Files.readString(source).contains("v1model.p4")) {
                    tests.add(test);
                }
            }
        }
        return tests;
    }

    private static Path source(Path test) {
        return test.resolveSibling(test.getFileName().toString().replaceFirst("\\.stf$", ".p4"));
    }

    /** The compiled program; nothing if the compiler itself refuses it. */
    private static Optional<byte[]> compile(Path compiler, Path test, Path compiled)
            throws IOException, InterruptedException {
        String name = source(test).getFileName().toString();
        Path json = compiled.resolve(name.replaceFirst("p4$", "json"));
        Path log = compiled.resolve(name.replaceFirst("p4$", "log"));
        if (!Files.exists(log)) {
            Process process = new ProcessBuilder(
                            compiler.toString(),
                            "-o",
                            json.toString(),
                            source(test).toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertTrue(process.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS), "p4c takes too long for " + name);
            if (process.exitValue() != 0) {
                Files.deleteIfExists(json);
            }
        }
        return Files.exists(json) ? Optional.of(Files.readAllBytes(json)) : Optional.empty();
    }

    private static Optional<String> run(byte[] program, Engine engine, Path test) throws IOException {
        try {
            StfResult result = StfRunner.run(program, engine, StfParser.parse(Files.readString(test)));
            return result.passed() ? Optional.empty() : Optional.of(result.toString());
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
    }
}

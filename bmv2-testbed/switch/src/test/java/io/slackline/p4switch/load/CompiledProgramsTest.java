package io.slackline.p4switch.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the test programs again, where there is a compiler, and compares. */
@Tag("p4c")
final class CompiledProgramsTest {

    private static final int NO_COMPILER = 3;
    private static final Path PROGRAMS = Path.of("src/test/resources/p4");

    @TempDir
    private Path copies;

    private static JsonNode program(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void theCompilerMakesTheCommittedPrograms() throws IOException, InterruptedException {
        List<Path> sources;
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            sources = files.filter(f -> !f.toString().endsWith(".json")).toList();
        }
        for (Path file : sources) {
            Files.copy(file, copies.resolve(file.getFileName()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path log = copies.resolve("log");
        Process compile = new ProcessBuilder(copies.resolve("compile").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        compile.waitFor(2, TimeUnit.MINUTES);
        assumeTrue(
                compile.exitValue() != NO_COMPILER,
                "[p4c] p4c-bm2-ss is neither on the PATH nor named by the environment variable P4C");
        assertEquals(0, compile.exitValue(), Files.readString(log));
        for (Path source : sources) {
            String name = source.getFileName().toString();
            if (name.endsWith(".p4")) {
                String json = name.replace(".p4", ".json");
                JsonNode made = program(copies.resolve(json));
                JsonNode committed = program(PROGRAMS.resolve(json));
                assumeTrue(
                        made.path("__meta__")
                                .path("compiler")
                                .equals(committed.path("__meta__").path("compiler")),
                        "[p4c] the programs were compiled by another version of p4c");
                assertEquals(committed, made, name + ": run src/test/resources/p4/compile");
            }
        }
    }
}

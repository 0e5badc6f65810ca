package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed artifacts are those of the committed sources; needs no compiler. */
class ArtifactsTest {

    static final Path RESOURCES = Path.of("src/main/resources/io/slackline/pipeline");

    @Test
    void bmv2ArtifactsAreFresh() throws Exception {
        assertFresh(
                "bmv2",
                file -> !file.startsWith("tna") && !file.endsWith("slackline_tna.p4"),
                List.of("slackline.json", "slackline.p4info.txtpb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tofino", "tofino2"})
    void tofinoArtifactsAreFresh(String chip) throws Exception {
        assertFresh(
                chip,
                file -> !file.startsWith("v1model") && !file.endsWith("slackline.p4"),
                List.of("slackline_tna.p4info.txtpb", "bfrt.json", "budget.properties"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bmv2", "tofino", "tofino2"})
    void artifactsNameNoMachine(String target) throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(target))) {
            for (Path file : files.toList()) {
                assertFalse(Files.readString(file).contains(": \"/"), "absolute paths in " + file);
            }
        }
    }

    /** @param belongs whether a source, relative to the folder of all sources, is one of the target's */
    private static void assertFresh(String target, Predicate<Path> belongs, List<String> artifacts) throws Exception {
        Map<String, String> expected = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Sources.P4)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = Sources.P4.relativize(file);
                if (belongs.test(relative)) {
                    expected.put("source." + relative, sha256(file));
                }
            }
        }
        for (String name : artifacts) {
            expected.put("artifact." + name, sha256(RESOURCES.resolve(target).resolve(name)));
        }
        Map<String, String> recorded = new TreeMap<>();
        manifest(target).forEach((key, value) -> recorded.put(key.toString(), value.toString()));
        assertFalse(recorded.remove("p4c").isEmpty());
        assertEquals(expected, recorded, "P4 sources and artifacts differ: run p4/compile --target " + target);
    }

    static Properties manifest(String target) throws IOException {
        Properties manifest = new Properties();
        try (var in = Files.newBufferedReader(RESOURCES.resolve(target).resolve("manifest.properties"))) {
            manifest.load(in);
        }
        return manifest;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}

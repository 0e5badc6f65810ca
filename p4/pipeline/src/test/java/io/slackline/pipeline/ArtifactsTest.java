package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed artifacts are those of the committed sources; needs no compiler. */
class ArtifactsTest {

    private static final Path ARTIFACTS = Path.of("src/main/resources/io/slackline/pipeline/bmv2");

    @Test
    void artifactsAreFresh() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Sources.P4)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                expected.put("source." + Sources.P4.relativize(file), sha256(file));
            }
        }
        for (String name : new String[] {"slackline.json", "slackline.p4info.txtpb"}) {
            expected.put("artifact." + name, sha256(ARTIFACTS.resolve(name)));
        }
        Map<String, String> recorded = new TreeMap<>();
        manifest().forEach((key, value) -> recorded.put(key.toString(), value.toString()));
        assertFalse(recorded.remove("p4c").isEmpty());
        assertEquals(expected, recorded, "P4 sources and artifacts differ: run p4/compile");
    }

    @Test
    void artifactsNameNoMachine() throws IOException {
        String json = Files.readString(ARTIFACTS.resolve("slackline.json"));
        assertFalse(json.matches("(?s).*\"(filename|program)\" : \"/.*"), "absolute paths in slackline.json");
    }

    static Properties manifest() throws IOException {
        Properties manifest = new Properties();
        try (var in = Files.newBufferedReader(ARTIFACTS.resolve("manifest.properties"))) {
            manifest.load(in);
        }
        return manifest;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}

package io.slackline.agent.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** An image layout that a test makes, as a tar. */
final class TestImage {
    /** Prints the files of an interpreter that has loaded what a program needs, libraries of the system included. */
    private static final String LIST_FILES = """
            import os, re, subprocess, sys
            import %s
            files = [os.path.realpath(sys.executable)]
            files += [module.__file__ for module in sys.modules.values() if getattr(module, "__file__", None)]
            programs = files[:1] + [file for file in files if file.endswith(".so")]
            ldd = subprocess.run(["ldd", *programs], stdout=subprocess.PIPE, text=True, check=True).stdout
            files += re.findall(r"^\\s.*?(/\\S+) \\(", ldd, re.M)
            print(*files, sep="\\n")
            """;

    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private final List<String> layers = new ArrayList<>();
    private String corrupt = "";

    /** What a root needs to run the system's Python with these modules, copied from this machine. */
    static Layer python(String modules) throws IOException, InterruptedException {
        var process = new ProcessBuilder("/usr/bin/python3", "-S", "-c", LIST_FILES.formatted(modules)).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        var layer = new Layer().symbolicLink("lib", "usr/lib").symbolicLink("lib64", "usr/lib64");
        said.lines().distinct().map(Path::of).forEach(layer::copied);
        return layer;
    }

    TestImage layer(Layer layer) {
        layers.add(blob("application/vnd.oci.image.layer.v1.tar+gzip", layer.compressed()));
        return this;
    }

    TestImage plainLayer(Layer layer) {
        layers.add(blob("application/vnd.oci.image.layer.v1.tar", layer.plain()));
        return this;
    }

    /** @param config the JSON of its field {@code config} */
    byte[] archive(String config) {
        var image = blob(
                "application/vnd.oci.image.config.v1+json",
                "{\"os\":\"linux\",\"config\":%s}".formatted(config).getBytes(StandardCharsets.UTF_8));
        var manifest = blob(
                "application/vnd.oci.image.manifest.v1+json",
                "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
                        .formatted(image, String.join(",", layers))
                        .getBytes(StandardCharsets.UTF_8));
        files.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        files.put("index.json", "{\"manifests\":[%s]}".formatted(manifest).getBytes(StandardCharsets.UTF_8));
        var tar = new Layer();
        files.forEach((name, content) -> tar.file(name, damaged(content), 0644));
        return tar.plain();
    }

    /** Its descriptor. */
    private String blob(String type, byte[] content) {
        try {
            var digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            files.put("blobs/sha256/" + digest, content);
            return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d}"
                    .formatted(type, digest, content.length);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Blobs that contain this are damaged. */
    TestImage corrupt(String part) {
        corrupt = part;
        return this;
    }

    private byte[] damaged(byte[] content) {
        boolean hit = !corrupt.isEmpty() && new String(content, StandardCharsets.ISO_8859_1).contains(corrupt);
        return hit ? Arrays.copyOf(content, 3) : content;
    }
}

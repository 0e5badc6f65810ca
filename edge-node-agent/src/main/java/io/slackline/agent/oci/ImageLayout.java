package io.slackline.agent.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * An image as {@code skopeo copy … oci:DIRECTORY} and {@code podman save --format oci-archive} write it; each blob is checked against its digest.
 * Source: the OCI image specification, "Image Layout", "Image Index", "Image Manifest".
 */
final class ImageLayout {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String INDEX = "index.json";
    private static final int DEEPEST_INDEX = 4;
    /** The name of an architecture in images for that in Java. */
    private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "amd64", "aarch64", "arm64");

    private final ObjectMapper json = new ObjectMapper();
    private final Path directory;

    ImageLayout(Path directory) {
        this.directory = directory;
    }

    static boolean isAt(Path directory) {
        return Files.isRegularFile(directory.resolve("oci-layout"), LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(directory.resolve(INDEX), LinkOption.NOFOLLOW_LINKS);
    }

    /** Unpacks the image for this machine, and returns its configuration. */
    JsonNode unpack(RootFilesystem into) throws IOException {
        var manifest = manifest(json.readTree(directory.resolve(INDEX).toFile()), 0);
        for (var layer : manifest.path("layers")) {
            var type = layer.path("mediaType").asText();
            if (!type.endsWith("tar") && !type.endsWith("gzip")) {
                throw unusable("a layer is of type " + type + "; expected a tar, plain or with gzip");
            }
            try (var blob = verified(layer);
                    var tar = type.endsWith("gzip") ? new GZIPInputStream(blob) : blob) {
                into.apply(tar);
            }
        }
        return read(manifest.path("config"));
    }

    private JsonNode manifest(JsonNode index, int depth) throws IOException {
        var manifests = index.path("manifests");
        for (var each : manifests) {
            boolean only = manifests.size() == 1;
            if (only || isForThisMachine(each.path("platform"))) {
                var found = read(each);
                if (!found.has("manifests")) {
                    return found;
                }
                if (depth < DEEPEST_INDEX) {
                    return manifest(found, depth + 1);
                }
            }
        }
        throw unusable("it has none for linux/" + architecture());
    }

    private static boolean isForThisMachine(JsonNode platform) {
        return platform.path("os").asText().equals("linux")
                && platform.path("architecture").asText().equals(architecture());
    }

    private static String architecture() {
        var here = System.getProperty("os.arch", "");
        return ARCHITECTURES.getOrDefault(here, here);
    }

    private JsonNode read(JsonNode descriptor) throws IOException {
        try (var blob = verified(descriptor)) {
            return json.readTree(blob);
        }
    }

    /** The content that a descriptor names, which was read once already to see that it is what the descriptor says. */
    private InputStream verified(JsonNode descriptor) throws IOException {
        var digest = descriptor.path("digest").asText();
        if (!DIGEST.matcher(digest).matches()) {
            throw unusable("expected a digest sha256:…, got \"" + digest + "\"");
        }
        var expected = digest.substring("sha256:".length());
        var file = directory.resolve("blobs/sha256").resolve(expected);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw unusable("the blob " + digest + " is not in it");
        }
        try (var content = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            content.transferTo(OutputStream.nullOutputStream());
            var actual = HexFormat.of().formatHex(content.getMessageDigest().digest());
            if (!actual.equals(expected)) {
                throw unusable("the blob " + digest + " is corrupt: its SHA-256 is " + actual);
            }
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
        return new BufferedInputStream(Files.newInputStream(file));
    }

    private static SlacklineException unusable(String why) {
        return new SlacklineException(Code.INVALID_ARGUMENT, "image: " + why);
    }
}

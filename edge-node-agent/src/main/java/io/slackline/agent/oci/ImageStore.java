package io.slackline.agent.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slackline.agent.runtime.ArtifactStore;
import io.slackline.agent.runtime.WorkDirectory;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * Images by the SHA-256 of their artifact, a tar of an image layout or of an image's root, each unpacked once: {@code SHA256/root} and {@code
 * SHA256/config.json}. Any thread may call it.
 */
final class ImageStore {
    private static final String ROOT = "root";
    private static final String CONFIG = "config.json";
    /** Where containers mount something, besides the volumes of the image. */
    private static final List<String> MOUNT_POINTS = List.of("/proc", "/sys", "/dev", "/tmp", "/run");

    private final Path directory;
    private final ArtifactStore artifacts;
    private final ObjectMapper json = new ObjectMapper();
    /** One after the other: it is work for the processor and the disk, and must not hold up virtual threads. */
    private final ExecutorService unpacker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("image-unpacker").daemon().factory());

    ImageStore(Path directory, ArtifactStore artifacts) {
        this.directory = directory;
        this.artifacts = artifacts;
    }

    /** Blocks while it is fetched and unpacked, which goes on when the caller gives up. */
    Image get(String sha256) throws InterruptedException {
        var artifact = artifacts.get(sha256);
        try {
            return CompletableFuture.supplyAsync(() -> unpacked(sha256, artifact), unpacker)
                    .get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof SlacklineException known
                    ? known
                    : new SlacklineException(
                            Code.FAILED_PRECONDITION,
                            "image " + sha256 + " cannot be unpacked: " + failed.getCause(),
                            failed);
        }
    }

    private Image unpacked(String sha256, Path artifact) {
        var place = directory.resolve(sha256);
        try {
            if (!Files.exists(place)) {
                unpack(artifact, place);
            }
            var config = ImageConfig.of(json.readTree(place.resolve(CONFIG).toFile()));
            return new Image(place.resolve(ROOT), config);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Under another name until it is whole; what a crash left of that goes. */
    private void unpack(Path artifact, Path place) throws IOException {
        Files.createDirectories(directory);
        var partial = place.resolveSibling("partial");
        WorkDirectory.delete(partial);
        var root = Files.createDirectories(partial.resolve(ROOT));
        var content = Files.createDirectory(partial.resolve("content"));
        try (var tar = tar(artifact)) {
            new RootFilesystem(content).apply(tar);
        }
        JsonNode config = json.createObjectNode();
        if (ImageLayout.isAt(content)) {
            config = new ImageLayout(content).unpack(new RootFilesystem(root));
            WorkDirectory.delete(content);
        } else {
            Files.move(content, root, StandardCopyOption.REPLACE_EXISTING);
        }
        makeMountPoints(new RootFilesystem(root), ImageConfig.of(config));
        json.writeValue(partial.resolve(CONFIG).toFile(), config);
        Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
    }

    private static InputStream tar(Path artifact) throws IOException {
        var content = new BufferedInputStream(Files.newInputStream(artifact));
        content.mark(2);
        boolean gzip = content.read() == 0x1F && content.read() == 0x8B;
        content.reset();
        return gzip ? new GZIPInputStream(content) : content;
    }

    private static void makeMountPoints(RootFilesystem root, ImageConfig config) throws IOException {
        var directories = new ArrayList<>(MOUNT_POINTS);
        directories.addAll(config.volumes());
        directories.add(config.workingDirectory());
        for (var each : directories) {
            root.makeDirectory(each);
        }
        for (var each : Bundle.HOST_FILES) {
            root.makeFile(each);
        }
    }
}

package io.slackline.agent.runtime;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.zip.ZipInputStream;

/** The directory that one instance runs in, with its artifact laid out. */
public final class WorkDirectory {
    private final Path path;
    private final Optional<Path> artifact;

    private WorkDirectory(Path path, Optional<Path> artifact) {
        this.path = path;
        this.artifact = artifact;
    }

    Path path() {
        return path;
    }

    /** The artifact in it, under the name that the function's specification gives. */
    Optional<Path> artifact() {
        return artifact;
    }

    /** Makes it afresh, the artifact copied, a zip unpacked as well. */
    static WorkDirectory create(Path path, FunctionSpec function, ArtifactStore artifacts) {
        try {
            delete(path);
            Files.createDirectories(path);
            if (function.getArtifactSha256().isEmpty()) {
                return new WorkDirectory(path, Optional.empty());
            }
            var name = function.getArtifactName().isEmpty() ? "artifact" : function.getArtifactName();
            var placed = inside(path, name);
            Files.createDirectories(placed.getParent());
            Files.copy(artifacts.get(function.getArtifactSha256()), placed);
            if (name.endsWith(".zip")) {
                unpack(placed, path);
            } else {
                var _ = placed.toFile().setExecutable(true);
            }
            return new WorkDirectory(path, Optional.of(placed));
        } catch (IOException failed) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "the working directory " + path + " of function " + function.getName() + " cannot be made: "
                            + failed,
                    failed);
        }
    }

    private static void unpack(Path zip, Path into) throws IOException {
        try (var in = new ZipInputStream(Files.newInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var target = inside(into, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static Path inside(Path directory, String name) {
        var target = directory.resolve(name).normalize();
        if (!target.startsWith(directory) || target.equals(directory)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "artifact: the file name \"" + name + "\" leaves the working directory");
        }
        return target;
    }

    /** Removes it with everything in it; one that is not there is fine. */
    public static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (var tree = Files.walk(path)) {
            for (var file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

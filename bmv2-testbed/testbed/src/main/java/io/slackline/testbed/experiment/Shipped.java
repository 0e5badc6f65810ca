package io.slackline.testbed.experiment;

import io.slackline.common.NearMiss;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The experiments that come with the project: the files of one directory. */
public record Shipped(Path directory) {
    private static final String SUFFIX = ".yaml";

    /** Those of this checkout. */
    public static Shipped ofThisProject() {
        return new Shipped(Path.of(System.getProperty("slackline.root", ""), "bmv2-testbed", "experiments"));
    }

    /** By name. Errors: INVALID_ARGUMENT that names all mistakes of the first file that has some. */
    public List<Experiment> all() {
        return names().stream()
                .map(name -> load(directory.resolve(name + SUFFIX)))
                .toList();
    }

    /** A file, or the name of an experiment that comes with the project. Errors: INVALID_ARGUMENT. */
    public Experiment find(String fileOrName) {
        Path file = Path.of(fileOrName);
        if (Files.isRegularFile(file)) {
            return load(file);
        }
        List<String> names = names();
        if (!names.contains(fileOrName)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "no experiment and no file '%s'%s; there are %s"
                            .formatted(fileOrName, NearMiss.hint(fileOrName, names), String.join(", ", names)));
        }
        return load(directory.resolve(fileOrName + SUFFIX));
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new SlacklineException(Code.NOT_FOUND, "the experiments are not in " + directory.toAbsolutePath(), e);
        }
    }

    private static Experiment load(Path file) {
        return ConfigLoader.load(file, Experiment.class);
    }
}

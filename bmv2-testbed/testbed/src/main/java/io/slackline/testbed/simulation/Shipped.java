package io.slackline.testbed.simulation;

import io.slackline.common.NearMiss;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The plans that ship, by name, and those of users, by file. */
public final class Shipped {
    public static final List<String> NAMES = List.of("hour-1000", "largest", "share", "moves");

    private Shipped() {}

    /** Errors: INVALID_ARGUMENT that names every mistake of the file. */
    public static Plan plan(String nameOrFile) {
        if (NAMES.contains(nameOrFile)) {
            return ConfigLoader.parse(text(nameOrFile), nameOrFile, Plan.class);
        }
        Path file = Path.of(nameOrFile);
        if (!Files.exists(file)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "no simulation \"%s\" and no such file%s; there are: %s"
                            .formatted(nameOrFile, NearMiss.hint(nameOrFile, NAMES), String.join(", ", NAMES)));
        }
        return ConfigLoader.load(file, Plan.class);
    }

    /** As a plan is called in results: a file's name, without what follows the dot. */
    public static String nameOf(String nameOrFile) {
        return Path.of(nameOrFile).getFileName().toString().replaceFirst("\\..*", "");
    }

    private static String text(String name) {
        try (InputStream in = Shipped.class.getResourceAsStream("/simulations/" + name + ".yaml")) {
            if (in == null) {
                throw new IOException("not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new SlacklineException(Code.INTERNAL, "simulation " + name + ": " + missing, missing);
        }
    }
}

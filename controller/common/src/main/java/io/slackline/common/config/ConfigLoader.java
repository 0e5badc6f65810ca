package io.slackline.common.config;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads a YAML file into a record.
 *
 * <p>A component is a key. Its type may be {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean}, an enum (kebab-case in
 * the file), {@link Path}, {@link java.time.Duration} ({@code 500us}, {@code 10ms}, {@code 5s}, {@code 2m}, {@code 1h}), {@link HostAndPort}, a
 * record of such, or {@code Optional}, {@code List} or {@code Map<String, …>} of these. A component that the file does not mention takes its
 * {@link Default}; without one, {@code Optional}, {@code List} and {@code Map} are empty and all others are an error. What a record's constructor
 * refuses by {@link IllegalArgumentException} is an error of the file too.
 */
public final class ConfigLoader {
    private ConfigLoader() {}

    /** Throws {@link ConfigException} with all errors at once, INVALID_ARGUMENT when there is no such file. */
    public static <T extends Record> T load(Path yaml, Class<T> type) {
        try {
            return parse(Files.readString(yaml), yaml.toString(), type);
        } catch (NoSuchFileException absent) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "no configuration file " + yaml.toAbsolutePath(), absent);
        } catch (MalformedInputException binary) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "the configuration file " + yaml + " is not text in UTF-8", binary);
        } catch (IOException unreadable) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "cannot read the configuration file " + yaml + ": " + unreadable,
                    unreadable);
        }
    }

    /** As {@link #load}, from text; {@code nameForErrors} begins the message of the exception. */
    public static <T extends Record> T parse(String yaml, String nameForErrors, Class<T> type) {
        var binder = new RecordBinder();
        var bound = binder.bindRoot(compose(yaml, nameForErrors), type);
        if (bound == null || !binder.problems().isEmpty()) {
            throw new ConfigException(nameForErrors, binder.problems());
        }
        return bound;
    }

    private static @Nullable Node compose(String yaml, String nameForErrors) {
        try {
            return parseNode(yaml);
        } catch (MarkedYAMLException broken) {
            var mark = broken.getProblemMark();
            var place = mark == null ? "" : "line " + (mark.getLine() + 1) + ": ";
            throw new ConfigException(nameForErrors, List.of(place + "not YAML: " + broken.getProblem()));
        } catch (ReaderException unprintable) {
            throw new ConfigException(
                    nameForErrors,
                    List.of("not YAML: character %d is U+%04X, which no text has"
                            .formatted(unprintable.getPosition() + 1, unprintable.getCodePoint())));
        }
    }

    /** Null for an empty document. */
    static @Nullable Node parseNode(String yaml) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(yaml));
    }
}

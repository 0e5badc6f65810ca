package io.slackline.testbed.experiment;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All that a run of an experiment yielded: the content of {@code run.json}, in snake_case there. Times within a repetition are milliseconds since
 * its measured part began; what went before is warm-up, and negative.
 *
 * @param experiment its name
 * @param title one line
 * @param switchKind embedded, bmv2 or simulated; {@code switch} in the file
 * @param testbed namespaces, mininet or simulator
 * @param size small or full
 * @param started ISO 8601, with its zone
 * @param reference the variant that the others are compared with
 * @param repetitions of each variant; the variants took turns
 * @param remarks what the reader should know of this run, such as a limit that the machine could not set
 */
public record RunResult(
        String experiment,
        String title,
        String description,
        @JsonProperty("switch") String switchKind,
        String testbed,
        String size,
        String started,
        Machine machine,
        String reference,
        int repetitions,
        List<VariantResult> variants,
        List<Judgement> judgements,
        List<String> remarks) {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(NumberOrNull.module())
            .build();
    private static final String FILE = "run.json";

    public RunResult {
        present("experiment", experiment);
        present("switch", switchKind);
        present("testbed", testbed);
        present("started", started);
        present("machine", machine);
        variants = List.copyOf(present("variants", variants));
        judgements = orEmpty(judgements);
        remarks = orEmpty(remarks);
        size = orBlank(size);
        title = orBlank(title);
        reference = orBlank(reference);
    }

    /** What it ran on. Texts that could not be found out are empty. */
    public record Machine(
            String cpu, int cores, long memoryMib, String kernel, String jdk, String bmv2, String slacklineCommit) {}

    /** The repetitions of one variant, in the order in which they ran. */
    public record VariantResult(String name, String description, List<Repetition> repetitions) {
        public VariantResult {
            present("name", name);
            repetitions = List.copyOf(present("repetitions", repetitions));
            description = orBlank(description);
        }
    }

    /**
     * One repetition.
     *
     * @param latencyUs by window; {@code WINDOW/LOAD} where there are several loads
     */
    public record Repetition(
            Requests requests,
            Map<String, Latency> latencyUs,
            Map<String, Metric> metrics,
            List<Series> series,
            List<Happening> events) {
        public Repetition {
            present("requests", requests);
            latencyUs = inOrder(present("latency_us", latencyUs));
            metrics = inOrder(present("metrics", metrics));
            series = orEmpty(series);
            events = orEmpty(events);
        }
    }

    /**
     * Requests of a repetition, those of its warm-up as well, which would be no less lost: sent = ok + failed.
     *
     * @param failed without exactly one good answer
     * @param duplicated executions or answers too many
     * @param lostInFlight those of {@code failed} that a node had, or was given before its silence could be noticed, when it died
     */
    public record Requests(long sent, long ok, long failed, long duplicated, long lostInFlight) {}

    /**
     * Latencies in microseconds, from the intended time of the request to the whole answer.
     *
     * @param distribution points of the cumulated distribution: quantile from 0 to 1, latency; those with less than one request behind them are left out
     */
    public record Latency(
            long p50, long p90, long p99, long p999, long max, double mean, long count, List<Point> distribution) {
        public Latency {
            distribution = orEmpty(distribution);
        }
    }

    /** A figure. {@code value} NaN (null in the file) is none; {@code unit} is us, ms, s, 1/s, 1, %, m (milli-cores) or what is counted. */
    public record Metric(double value, String unit, Better better) {}

    /** Which way is good. */
    public enum Better {
        @JsonProperty("lower")
        LOWER,
        @JsonProperty("higher")
        HIGHER,
        @JsonProperty("none")
        NONE
    }

    /**
     * A line over time. Series of one name belong into one plot.
     *
     * @param by what the line is of: a node, a load; may be empty
     */
    public record Series(String name, String unit, String by, List<Point> points) {
        public Series {
            points = List.copyOf(points);
            by = orBlank(by);
        }
    }

    /** Two numbers; {@code [x, y]} in the file. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Point(double x, double y) {}

    /**
     * What was done, or came to pass.
     *
     * @param untilMs the end of what takes time, such as a migration; the same as {@code tMs} for what does not
     */
    public record Happening(double tMs, double untilMs, String what) {}

    /**
     * A statement of the experiment's file held against a figure.
     *
     * @param variant the one that it is about; empty for all together
     * @param comparison "at most" or "at least"
     * @param value NaN (null in the file) when there was nothing to measure; then it is not met
     */
    public record Judgement(
            String what, String variant, String comparison, double limit, double value, String unit, boolean met) {
        public Judgement {
            variant = orBlank(variant);
            unit = orBlank(unit);
        }
    }

    /** All judgements are met. */
    public boolean good() {
        return judgements.stream().allMatch(Judgement::met);
    }

    public Optional<VariantResult> variant(String name) {
        return variants.stream().filter(variant -> variant.name().equals(name)).findFirst();
    }

    /** Writes {@code run.json} into the directory, which is made where it is missing. */
    public void write(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(FILE), json() + "\n");
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "cannot write %s: %s".formatted(directory.resolve(FILE), e), e);
        }
    }

    /** Reads a {@code run.json}, or that of a directory. Errors: NOT_FOUND, INVALID_ARGUMENT. */
    public static RunResult read(Path fileOrDirectory) {
        Path file = Files.isDirectory(fileOrDirectory) ? fileOrDirectory.resolve(FILE) : fileOrDirectory;
        try {
            return MAPPER.readValue(Files.readString(file), RunResult.class);
        } catch (NoSuchFileException e) {
            throw new SlacklineException(
                    Code.NOT_FOUND, "%s: no such run; `slackline experiment run` writes one".formatted(file), e);
        } catch (JsonProcessingException e) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "%s is not the result of an experiment: %s".formatted(file, mistake(e)), e);
        } catch (IOException e) {
            throw new SlacklineException(Code.INVALID_ARGUMENT, "cannot read %s: %s".formatted(file, e), e);
        }
    }

    private static String mistake(JsonProcessingException e) {
        return switch (e) {
            case ValueInstantiationException refused
            when refused.getCause() != null -> String.valueOf(refused.getCause().getMessage());
            case MismatchedInputException other ->
                "a value of another kind is expected " + (other.getPath().isEmpty() ? "there" : "at " + path(other));
            default -> "line %d: %s".formatted(e.getLocation().getLineNr(), e.getOriginalMessage());
        };
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .substring(1);
    }

    /** As it stands in the file. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a run cannot be written as JSON", e);
        }
    }

    private static <T> T present(String key, T value) {
        return Objects.requireNonNull(value, () -> "\"" + key + "\" is missing");
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return List.copyOf(Objects.requireNonNullElse(list, List.of()));
    }

    /** A copy that keeps the order, which {@link Map#copyOf} does not. */
    private static <V> Map<String, V> inOrder(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    private static String orBlank(String text) {
        return Objects.requireNonNullElse(text, "");
    }
}

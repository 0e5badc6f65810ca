package io.slackline.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    enum Source {
        PROC_STAT,
        CGROUP
    }

    record Port(int number, @Default("eth0") String device) {
        Port {
            if (number < 1) {
                throw new IllegalArgumentException("a port's number begins at 1, got " + number);
            }
        }
    }

    record Limits(
            @Default("0.5") double share,
            @Default("20") long bytes,
            @Default("true") boolean strict) {}

    record Sample(
            String name,
            @Default("127.0.0.1:9700") HostAndPort listen,
            @Default("10ms") Duration interval,
            @Default("proc-stat") Source source,
            @Default("/var/lib/x") Path stateDir,
            @Default("[a, b]") List<String> tags,
            @Default("{}") Limits limits,
            List<Port> ports,
            Map<String, Integer> weights,
            Optional<HostAndPort> metrics,
            Optional<Limits> ceiling) {}

    private static Sample sample(String yaml) {
        return ConfigLoader.parse(yaml, "sample.yaml", Sample.class);
    }

    private static List<String> problems(String yaml) {
        return assertThrows(ConfigException.class, () -> sample(yaml)).problems();
    }

    @Test
    void takesDefaultsForWhatTheFileDoesNotMention() {
        var expected = new Sample(
                "n1",
                new HostAndPort("127.0.0.1", 9700),
                Duration.ofMillis(10),
                Source.PROC_STAT,
                Path.of("/var/lib/x"),
                List.of("a", "b"),
                new Limits(0.5, 20, true),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
        assertEquals(expected, sample("name: n1"));
        assertEquals(expected, sample("{name: n1, metrics: , ports: ~, interval: null}"));
    }

    @Test
    void mapsEveryKeyToItsComponent() {
        var yaml = """
                name: on
                listen: "[::1]:0"
                interval: 500us
                source: cgroup
                stateDir: /tmp/y
                tags: [x]
                limits: {share: 1, bytes: 8_000_000_000, strict: false}
                ports:
                  - number: 1
                  - {number: 2, device: veth2}
                weights: {a: 1, b: 2}
                metrics: metrics.example:9781
                ceiling: {share: 0.25}
                """;
        assertEquals(
                new Sample(
                        "on",
                        new HostAndPort("::1", 0),
                        Duration.ofNanos(500_000),
                        Source.CGROUP,
                        Path.of("/tmp/y"),
                        List.of("x"),
                        new Limits(1, 8_000_000_000L, false),
                        List.of(new Port(1, "eth0"), new Port(2, "veth2")),
                        Map.of("a", 1, "b", 2),
                        Optional.of(new HostAndPort("metrics.example", 9781)),
                        Optional.of(new Limits(0.25, 20, true))),
                sample(yaml));
    }

    @Test
    void reportsAllErrorsAtOnceInTheOrderOfTheFile() {
        var yaml = """
                listne: 127.0.0.1:1
                interval: 10
                source: proc
                ports:
                  - {number: 0}
                  - {device: veth2}
                  - nonsense
                weights: {a: many}
                limits: [1]
                metrics: 9781
                tags: a
                metrics: localhost:1
                """;
        assertEquals(
                List.of(
                        "line 1: listne: unknown key; did you mean \"listen\"? (valid keys: name, listen, interval, source, stateDir,"
                                + " tags, limits, ports, weights, metrics, ceiling)",
                        "line 1: name: missing; expected a text",
                        "line 2: interval: expected a duration such as 500us, 10ms, 5s, 2m or 1h, got \"10\"",
                        "line 3: source: expected one of proc-stat, cgroup, got \"proc\"",
                        "line 5: ports[0]: a port's number begins at 1, got 0",
                        "line 6: ports[1].number: missing; expected a whole number",
                        "line 7: ports[2]: expected a mapping with the keys number, device, got a value",
                        "line 8: weights.a: expected a whole number, got \"many\"",
                        "line 9: limits: expected a mapping with the keys share, bytes, strict, got a list",
                        "line 11: tags: expected a list, got a value",
                        "line 12: metrics: given twice"),
                problems(yaml));
    }

    @Test
    void namesOnlyTheValidKeysWhenNoneIsNear() {
        assertEquals(
                List.of("line 2: limits.colour: unknown key; valid keys: share, bytes, strict"),
                problems("name: x\nlimits: {colour: red}"));
    }

    @Test
    void anEmptyFileLacksWhatHasNoDefault() {
        assertEquals(List.of("line 1: name: missing; expected a text"), problems("# nothing\n"));
    }

    @Test
    void saysWhereTheTextIsNotYaml() {
        assertTrue(problems("name: [a\nlisten: b").getFirst().startsWith("line 2: not YAML: "));
        assertEquals(List.of("not YAML: character 7 is U+0001, which no text has"), problems("name: \u0001"));
    }

    @Test
    void theMessageBeginsWithTheFile() {
        var failure = assertThrows(ConfigException.class, () -> sample("{}"));
        assertEquals("sample.yaml: 1 error\n  line 1: name: missing; expected a text", failure.getMessage());
        assertEquals(Code.INVALID_ARGUMENT, failure.code());
    }

    @Test
    void readsFilesAndNamesAbsentOnes(@TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("n.yaml"), "name: n1");
        assertEquals("n1", ConfigLoader.load(file, Sample.class).name());
        var absent = directory.resolve("absent.yaml");
        var failure = assertThrows(SlacklineException.class, () -> ConfigLoader.load(absent, Sample.class));
        assertEquals(Code.INVALID_ARGUMENT, failure.code());
        assertEquals("no configuration file " + absent, failure.getMessage());
    }

    @Test
    void whatTheWriterWritesReadsBackEqual() {
        var full = sample("""
                name: "1"
                interval: 1500us
                ports: [{number: 7}]
                weights: {a: 1}
                metrics: "[::1]:9781"
                ceiling: {}
                """);
        assertEquals(full, sample(ConfigWriter.toYaml(full)));
        assertEquals(sample("name: n1"), sample(ConfigWriter.toYaml(sample("name: n1"))));
    }
}

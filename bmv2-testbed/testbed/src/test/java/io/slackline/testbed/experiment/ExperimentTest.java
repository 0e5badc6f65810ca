package io.slackline.testbed.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.SlacklineException;
import io.slackline.common.config.ConfigException;
import io.slackline.common.config.ConfigLoader;
import io.slackline.testbed.experiment.EventConfig.NfLoad;
import io.slackline.testbed.experiment.Experiment.Size;
import io.slackline.testbed.experiment.Experiment.Trial;
import io.slackline.testbed.experiment.FunctionConfig.Copy;
import io.slackline.testbed.statistics.Sample;
import io.slackline.testbed.topology.SwitchKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExperimentTest {
    private static final String LEAST = """
            name: least
            title: As little as there can be
            description: Nothing happens.
            topology: {nodes: [{name: n1}, {name: n2}]}
            functions: [{name: f, nodes: [n1]}]
            loads: [{name: l, function: f, rate: 10}]
            duration: 10s
            """;

    private static final Path SHIPPED =
            Path.of(System.getProperty("slackline.root", "../.."), "bmv2-testbed", "experiments");

    private static Experiment parse(String yaml) {
        return ConfigLoader.parse(yaml, "test.yaml", Experiment.class);
    }

    @Test
    void oneFunctionAndOneLoadAreEnough() {
        Experiment experiment = parse(LEAST);
        assertEquals(
                List.of("only"),
                experiment.variants().stream().map(VariantConfig::name).toList());
        assertEquals(3, experiment.repetitions(Size.SMALL));
        assertEquals(10, experiment.repetitions(Size.FULL));
    }

    @Test
    void mistakesAreNamedAllAtOnce() throws Exception {
        Path golden = Path.of(
                System.getProperty("slackline.root", "../.."), "bmv2-testbed/testbed/src/test/resources/experiment");
        ConfigException refused =
                assertThrows(ConfigException.class, () -> parse(Files.readString(golden.resolve("mistakes.yaml"))));
        assertEquals(Files.readString(golden.resolve("mistakes.txt")).strip(), refused.getMessage());
        refused = assertThrows(ConfigException.class, () -> parse(Files.readString(golden.resolve("references.yaml"))));
        assertEquals(Files.readString(golden.resolve("references.txt")).strip(), refused.getMessage());
    }

    @Test
    void aMeasuredPartHasALength() {
        assertThrows(ConfigException.class, () -> parse(LEAST.replace("duration: 10s", "duration: 0s")));
    }

    @Test
    void aVariantTakesWhatItDoesNotGiveFromTheExperiment() {
        Experiment experiment = parse(LEAST + """
                events: [{at: 2s, every: 1s, times: 3, nfLoad: {nodes: [n1, n2], millicores: 100, width: 1}}]
                variants:
                  - {name: a}
                  - {name: b, loads: [{name: other, function: f, rate: 20}]}
                full: {stretch: 2}
                """);
        Trial small = experiment.trial(experiment.variants().getFirst(), Size.SMALL);
        Trial other = experiment.trial(experiment.variants().getLast(), Size.FULL);
        assertEquals("l", small.loads().getFirst().name());
        assertEquals("other", other.loads().getFirst().name());
        assertEquals(small.functions(), other.functions());
        assertEquals(Duration.ofSeconds(20), other.duration());
        assertEquals(Duration.ofSeconds(4), other.events().getFirst().at());
        assertEquals(Duration.ofSeconds(2), other.events().getFirst().every());
    }

    @Test
    void aVariantsOwnFunctionsAndPolicyTakeThePlaceOfTheExperiments() {
        Experiment experiment = parse(LEAST + """
                policy: {a: 1}
                windows: [{name: late, from: 4s, to: 5s}]
                events: [{at: 1s, fault: {kill: {part: controller}}, lasting: 2s}]
                variants:
                  - {name: a}
                  - {name: b, functions: [{name: f, nodes: [n2]}], policy: {b: 2}, events: [{at: 3s, migrate: {function: f}}]}
                full: {stretch: 2}
                """);
        Trial plain = experiment.trial(experiment.variants().getFirst(), Size.FULL);
        Trial own = experiment.trial(experiment.variants().getLast(), Size.SMALL);
        assertEquals(Map.of("a", "1"), plain.policy());
        assertEquals(Map.of("b", "2"), own.policy());
        assertEquals(List.of("n1"), plain.functions().getFirst().nodes());
        assertEquals(List.of("n2"), own.functions().getFirst().nodes());
        assertEquals(
                Optional.of(Duration.ofSeconds(4)), plain.events().getFirst().lasting());
        assertEquals(Duration.ofSeconds(3), own.events().getFirst().at());
        assertEquals(Duration.ofSeconds(8), plain.windows().getFirst().from());
        assertEquals(Duration.ofSeconds(5), own.windows().getFirst().to());
        assertEquals(SwitchKind.BMV2, experiment.topology(SwitchKind.BMV2).switchKind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repetitions: 0",
                "repetitions: 1001",
                "rehearsals: -1",
                "full: {repetitions: 0}",
                "full: {stretch: 0.5}",
                "events: [{at: 1s, times: 0, migrate: {function: f}}]",
                "events: [{at: 1s, times: 2, every: 0s, migrate: {function: f}}]",
                "events: [{at: 1s, nfLoad: {nodes: [n1], millicores: -1}}]",
                "events: [{at: 1s, nfLoad: {nodes: [n1], millicores: 1, width: -1}}]",
                "events: [{at: 1s, nfLoad: {nodes: [n1], millicores: 1, width: 2}}]",
                "variants: [{name: a, functions: [{name: f, nodes: []}]}]",
                "variants: [{name: a, functions: [{name: f, nodes: [n1, n2]}]}]",
                "variants: [{name: a, functions: [{name: f, nodes: [n1], copies: 0}]}]",
                "variants: [{name: a, functions: [{name: f, nodes: [n1], copies: 257}]}]",
                "variants: [{name: a, loads: [{name: l, function: f, rate: 1, connections: 0}]}]",
                "variants: [{name: a, loads: [{name: l, function: f, rate: 1, connections: 10001}]}]",
                "variants: [{name: a}, {name: a}]",
                "variants: [{name: A}]",
                "windows: [{name: w}, {name: w}]"
            })
    void whatLiesOutsideItsLimitsIsRefused(String line) {
        assertThrows(ConfigException.class, () -> parse(LEAST + line + "\n"));
    }

    @Test
    void aVariantMayBeForOneSwitch() {
        Experiment experiment = parse(LEAST + "variants: [{name: a}, {name: b, switches: [bmv2]}]");
        assertEquals(List.of("a"), names(experiment.variants(SwitchKind.EMBEDDED)));
        assertEquals(List.of("a", "b"), names(experiment.variants(SwitchKind.BMV2)));
        Experiment onlyBmv2 = parse(LEAST + "variants: [{name: b, switches: [bmv2]}]");
        SlacklineException refused =
                assertThrows(SlacklineException.class, () -> onlyBmv2.variants(SwitchKind.EMBEDDED));
        assertTrue(refused.getMessage().endsWith("none of its variants is run on the switch embedded"));
    }

    private static List<String> names(List<VariantConfig> variants) {
        return variants.stream().map(VariantConfig::name).toList();
    }

    @Test
    void copiesTakeTheNodesInTurnAndOffloadToTheOthers() {
        Experiment experiment = parse(LEAST.replace(
                "functions: [{name: f, nodes: [n1]}]",
                "functions: [{name: f, steering: slack, nodes: [n1, n2], copies: 3, offload: [n1, n2]}]"));
        assertEquals(
                List.of(
                        new Copy("f-1", List.of("n1"), List.of("n2")),
                        new Copy("f-2", List.of("n2"), List.of("n1")),
                        new Copy("f-3", List.of("n1"), List.of("n2"))),
                experiment.functions().getFirst().deployed());
    }

    @Test
    void aLoadOfSomeWidthWalksOverTheNodes() {
        NfLoad load = new NfLoad(List.of("a", "b", "c"), 100, 2);
        assertEquals(List.of("a", "b"), load.loaded(0));
        assertEquals(List.of("c", "a"), load.loaded(2));
        assertEquals(List.of("a", "b", "c"), new NfLoad(List.of("a", "b", "c"), 100, 0).loaded(7));
    }

    @Test
    void allThatComeWithSlacklineAreRightAndShort() {
        Shipped shipped = new Shipped(SHIPPED);
        for (Experiment experiment : shipped.all()) {
            assertEquals(experiment, shipped.find(experiment.name()), "the file of " + experiment.name());
            long millis = experiment.warmUp().plus(experiment.duration()).toMillis()
                    * experiment.variants().size()
                    * experiment.repetitions(Size.SMALL);
            assertTrue(millis < 240_000, experiment.name() + " takes more than " + millis / 1000 + " s");
            assertTrue(
                    experiment.repetitions(Size.SMALL) >= Sample.FEWEST,
                    experiment.name() + " has no confidence intervals");
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearestOne() {
        SlacklineException unknown = assertThrows(SlacklineException.class, () -> new Shipped(SHIPPED).find("smoek"));
        assertTrue(unknown.getMessage().contains("did you mean \"smoke\"?"), unknown.getMessage());
    }
}

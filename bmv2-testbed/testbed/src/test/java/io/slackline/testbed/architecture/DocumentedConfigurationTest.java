package io.slackline.testbed.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.AgentConfig;
import io.slackline.common.config.ConfigLoader;
import io.slackline.controller.ControllerConfig;
import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.simulation.Plan;
import io.slackline.testbed.topology.TopologyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configuration files in the documents are ones that the parts take, and they show every key. */
class DocumentedConfigurationTest {
    private static final Path DOCS = Path.of(System.getProperty("slackline.root", "../.."), "docs");
    private static final Pattern YAML = Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    record Documented(String document, Class<? extends Record> type) {}

    static Stream<Documented> files() {
        return Stream.of(
                new Documented("operations.md", ControllerConfig.class),
                new Documented("agent.md", AgentConfig.class),
                new Documented("testbed.md", TopologyConfig.class),
                new Documented("experiments.md", Experiment.class),
                new Documented("simulation.md", Plan.class));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isTakenAndShowsEveryKey(Documented documented) throws IOException {
        var block = YAML.matcher(Files.readString(DOCS.resolve(documented.document())));
        assertTrue(block.find(), "no YAML in " + documented.document());
        assertNotNull(ConfigLoader.parse(block.group(1), documented.document(), documented.type()));
        var missing = Arrays.stream(documented.type().getRecordComponents())
                .map(component -> component.getName())
                .filter(key -> !Pattern.compile("^" + key + ":", Pattern.MULTILINE)
                        .matcher(block.group(1))
                        .find())
                .toList();
        assertEquals(List.of(), missing);
    }
}

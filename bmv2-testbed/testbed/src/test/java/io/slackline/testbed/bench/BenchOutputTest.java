package io.slackline.testbed.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slackline.common.output.OutputFormat;
import io.slackline.testbed.bench.Figure.Baseline;
import io.slackline.testbed.bench.Figure.Better;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class BenchOutputTest {
    private static final List<Figure> FIGURES = List.of(
            new Figure(
                    "x.latency",
                    1100,
                    "us",
                    Better.LOWER,
                    Optional.of(new Baseline("without", OptionalDouble.of(1000))),
                    List.of(1.0, 2.0),
                    "slackline bench x"),
            new Figure(
                    "x.rate",
                    5,
                    "requests/s",
                    Better.HIGHER,
                    Optional.of(new Baseline("absent", OptionalDouble.empty())),
                    List.of(),
                    "slackline bench x"));

    @Test
    void jsonHasTheNamesThatOthersRead() throws Exception {
        JsonNode all = new ObjectMapper()
                .readTree(BenchOutput.of(FIGURES, OutputFormat.JSON))
                .get("benchmarks");
        JsonNode latency = all.get(0);
        assertEquals("x.latency", latency.get("name").asText());
        assertEquals(1100, latency.get("value").asDouble());
        assertEquals("lower", latency.get("better").asText());
        assertEquals(1000, latency.get("baseline").get("value").asDouble());
        assertEquals(1.1, latency.get("ratio").asDouble(), 1e-9);
        assertEquals(2, latency.get("samples").size());
        assertTrue(all.get(1).get("baseline").get("value").isNull());
        assertTrue(all.get(1).get("ratio").isNull());
    }

    @Test
    void theTableShowsTheBaselineBesideTheValue() {
        String table = BenchOutput.of(FIGURES, OutputFormat.TABLE);
        assertTrue(
                table.lines().anyMatch(line -> line.matches("x\\.latency +1100 +us +without +1000 +1\\.100")), table);
    }
}

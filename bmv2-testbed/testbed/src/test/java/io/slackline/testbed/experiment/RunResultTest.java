package io.slackline.testbed.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slackline.common.SlacklineException;
import io.slackline.testbed.experiment.RunResult.Better;
import io.slackline.testbed.experiment.RunResult.Happening;
import io.slackline.testbed.experiment.RunResult.Judgement;
import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Machine;
import io.slackline.testbed.experiment.RunResult.Metric;
import io.slackline.testbed.experiment.RunResult.Point;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import io.slackline.testbed.experiment.RunResult.Series;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunResultTest {
    private static final RunResult RUN =
            run(new Judgement("nothing fails", "slack", "at most", 0, 1, "requests", false));

    private static RunResult run(Judgement judgement) {
        return new RunResult(
                "small",
                "One line",
                "More of it",
                "embedded",
                "namespaces",
                "small",
                "2026-11-21T06:00:00Z",
                new Machine("a CPU", 2, 4096, "6.18", "25", "", "abc"),
                "slack",
                1,
                List.of(new VariantResult(
                        "slack",
                        "",
                        List.of(new Repetition(
                                new Requests(10, 9, 1, 0, 1),
                                Map.of("before", new Latency(1, 2, 3, 4, 5, 2.5, 9, List.of(new Point(0.5, 1)))),
                                Map.of("gap", new Metric(7, "us", Better.LOWER)),
                                List.of(new Series("share", "%", "n1", List.of(new Point(0, 100)))),
                                List.of(new Happening(5, 6, "migration")))))),
                List.of(judgement),
                List.of("a remark"));
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void isReadAsItWasWritten() {
        RUN.write(directory.resolve("new"));
        assertEquals(RUN, RunResult.read(directory.resolve("new")));
        assertEquals(RUN, RunResult.read(directory.resolve("new/run.json")));
    }

    @Test
    void namesAreTheOnesThatOthersRelyOn() throws Exception {
        JsonNode json = new ObjectMapper().readTree(RUN.json());
        assertEquals("embedded", json.get("switch").asText());
        JsonNode repetition = json.get("variants").get(0).get("repetitions").get(0);
        assertEquals(1, repetition.get("requests").get("lost_in_flight").asInt());
        assertEquals(3, repetition.get("latency_us").get("before").get("p99").asInt());
        assertEquals(
                "[[0.5,1.0]]",
                repetition.get("latency_us").get("before").get("distribution").toString());
        assertEquals("lower", repetition.get("metrics").get("gap").get("better").asText());
        assertEquals(6, repetition.get("events").get(0).get("until_ms").asInt());
        assertTrue(json.get("machine").has("slackline_commit"), json.toString());
    }

    @Test
    void whatWasNotMeasuredIsNullInTheFileAndNotZero() throws Exception {
        RunResult nothing = run(new Judgement("nothing measured", "slack", "at most", 1, Double.NaN, "us", false));
        JsonNode json = new ObjectMapper().readTree(nothing.json());
        assertTrue(json.get("judgements").get(0).get("value").isNull(), nothing.json());
        nothing.write(directory);
        assertEquals(nothing, RunResult.read(directory));
    }

    @Test
    void whatIsNoRunIsRefused() throws Exception {
        assertThrows(SlacklineException.class, () -> RunResult.read(directory.resolve("nowhere")));
        assertEquals("a value of another kind is expected there", mistakeIn("[]"));
        assertEquals("a value of another kind is expected there", mistakeIn(""));
        assertEquals("\"experiment\" is missing", mistakeIn("{}"));
        assertEquals(
                "a value of another kind is expected at variants[0].name",
                mistakeIn("{\"variants\": [{\"name\": []}]}"));
        String cutOff = mistakeIn(RUN.json().substring(0, 40));
        assertTrue(cutOff.startsWith("line 3: Unexpected end-of-input"), cutOff);
    }

    private String mistakeIn(String json) throws Exception {
        Path file = Files.writeString(directory.resolve("run.json"), json);
        String prefix = file + " is not the result of an experiment: ";
        String message = String.valueOf(assertThrows(SlacklineException.class, () -> RunResult.read(file))
                .getMessage());
        assertTrue(message.startsWith(prefix), message);
        return message.substring(prefix.length());
    }
}

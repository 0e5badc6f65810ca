package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.TextFormat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import p4.config.v1.MatchField;
import p4.config.v1.P4Info;

/** Where a p4c with the Tofino backend is: the TNA dress compiles, keeps to its budget, and is the same to a controller. */
@Tag("tofino")
class TofinoTest {

    private static final int NO_COMPILER = 3;
    private static final Path BUDGET = Path.of("src/test/resources/tofino/budget.properties");

    @TempDir
    Path output;

    @ParameterizedTest
    @ValueSource(strings = {"tofino", "tofino2"})
    void compilesWithinItsBudget(String chip) throws Exception {
        compile(chip);
        String metrics = Files.readString(output.resolve("metrics.json"));
        Map<String, Integer> used = new TreeMap<>();
        used.put("stages", stages(Files.readString(output.resolve(TofinoBuild.CONTEXT))));
        for (String resource : new String[] {"logical_tables", "srams", "tcams"}) {
            used.put(resource, number(metrics, resource));
        }
        Properties budget = new Properties();
        try (var in = Files.newBufferedReader(BUDGET)) {
            budget.load(in);
        }
        used.forEach((resource, amount) -> {
            int limit = Integer.parseInt(budget.getProperty(chip + "." + resource));
            assertTrue(amount <= limit, chip + ": " + amount + " " + resource + ", budget " + limit);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tofino", "tofino2"})
    void isTheSameToAController(String chip) throws Exception {
        compile(chip);
        P4Info.Builder tna = P4Info.newBuilder();
        TextFormat.merge(Files.readString(output.resolve(TofinoBuild.P4_INFO)), tna);
        assertEquals(Contract.of(SlacklinePipeline.bmv2().p4Info()), Contract.of(tna.build()));
    }

    private void compile(String chip) throws IOException, InterruptedException {
        File log = output.resolve("log").toFile();
        Process compile = new ProcessBuilder("../compile", "--target", chip, "--output", output.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        int exitCode = compile.waitFor();
        assumeTrue(
                exitCode != NO_COMPILER,
                "[tofino] no p4c with the Tofino backend is on the PATH or named by the environment variable P4C_TOFINO");
        assertEquals(0, exitCode, Files.readString(log.toPath()));
    }

    private static int number(String json, String name) {
        var matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(json);
        assertTrue(matcher.find(), "metrics.json has no " + name);
        return Integer.parseInt(matcher.group(1));
    }

    /** Stages that a table is in, counted to the last one. */
    private static int stages(String context) {
        return Pattern.compile("\"stage_number\"\\s*:\\s*(\\d+)")
                        .matcher(context)
                        .results()
                        .mapToInt(stage -> Integer.parseInt(stage.group(1)))
                        .max()
                        .orElseThrow()
                + 1;
    }

    /** Of a P4Info what a controller of Slackline's relies on; not the numbers, which it looks up by name. */
    private record Contract(
            Map<String, Map<String, Integer>> keys,
            Map<String, Map<String, Integer>> actions,
            Map<String, Map<String, Integer>> packets) {

        static Contract of(P4Info info) {
            Map<String, Map<String, Integer>> keys = new TreeMap<>();
            for (Table table : Table.values()) {
                Optional<p4.config.v1.Table> found = info.getTablesList().stream()
                        .filter(each -> each.getPreamble().getName().equals(table.p4Name()))
                        .findFirst();
                assertTrue(found.isPresent(), "no table " + table.p4Name());
                Map<String, Integer> fields = new TreeMap<>();
                for (MatchField field : found.get().getMatchFieldsList()) {
                    fields.put(field.getName() + " " + field.getMatchType(), field.getBitwidth());
                }
                keys.put(table.p4Name(), fields);
            }
            Map<String, Map<String, Integer>> actions = new TreeMap<>();
            info.getActionsList().stream()
                    .filter(action -> action.getParamsCount() > 0)
                    .forEach(action -> {
                        Map<String, Integer> params = new TreeMap<>();
                        action.getParamsList().forEach(param -> params.put(param.getName(), param.getBitwidth()));
                        actions.put(action.getPreamble().getName(), params);
                    });
            Map<String, Map<String, Integer>> packets = new TreeMap<>();
            info.getControllerPacketMetadataList().forEach(header -> {
                Map<String, Integer> fields = new TreeMap<>();
                header.getMetadataList().forEach(field -> fields.put(field.getName(), field.getBitwidth()));
                packets.put(header.getPreamble().getName(), fields);
            });
            return new Contract(keys, actions, packets);
        }
    }
}

package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Repetition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeSystemTest {
    private static final String MAIN = "io.slackline.testbed.Main";

    @Test
    void theDemoLosesNothing() throws Exception {
        assertGood(demo("embedded"), "embedded");
    }

    @Test
    void theDemoLosesNothingOnBmv2() throws Exception {
        Assumptions.assumeTrue(onPath("simple_switch_grpc"), "[bmv2] simple_switch_grpc is not on the PATH");
        assertGood(demo("bmv2"), "bmv2");
    }

    @Test
    void anExperimentRunsToItsJudgements(@TempDir Path directory) throws Exception {
        Sandbox.Result result = Sandbox.run(
                MAIN,
                List.of(
                        "experiment",
                        "run",
                        "smoke",
                        "--repetitions",
                        "1",
                        "--out",
                        directory.toString(),
                        "-o",
                        "json"));
        assertEquals(0, result.code(), result.errors() + result.output());
        RunResult run = RunResult.read(directory);
        Repetition repetition = run.variants().getFirst().repetitions().getFirst();
        assertTrue(repetition.requests().sent() >= 1_000, repetition.requests().toString());
        assertEquals(
                2,
                Objects.requireNonNull(repetition.metrics().get("migrations.done"))
                        .value());
        assertTrue(
                Objects.requireNonNull(repetition.latencyUs().get("migration")).count() > 0,
                "no request in the windows of the migrations");
    }

    @Test
    void aForeignHttpClientSeesNoErrorThroughThreeMigrations() throws Exception {
        Assumptions.assumeTrue(onPath("wrk"), "wrk is not on the PATH; apt-get install wrk");
        Sandbox.run(WrkScenario.class);
    }

    @Test
    void slackSteersAndRequestsGoOnWithoutAController() throws Exception {
        Sandbox.run(ControllerCrashScenario.class);
    }

    @Test
    void whatTheEdgeHasNoSlackForIsServedByTheCloudThroughATunnel() throws Exception {
        Sandbox.run(SitesScenario.class);
    }

    @Test
    void aForgedReportChangesNothingAndIsCounted() throws Exception {
        Sandbox.run(ForgedReportScenario.class);
    }

    @Test
    void faultsDoWhatTheySayAndHeal() throws Exception {
        Sandbox.run(FaultScenario.class);
    }

    @Test
    void anAgentKilledWhileHarvestingLeavesNothingChangedOnceItIsBack() throws Exception {
        Sandbox.run(HarvestCrashScenario.class);
    }

    @Test
    void switchControllerAndAgentAgreeOnSlackUnderLoad() throws Exception {
        Sandbox.run(SlackAgreementScenario.class);
    }

    @Test
    void networkFunctionsForwardWhatTheyGet() throws Exception {
        Assumptions.assumeTrue(onPath("nft"), "nft is not on the PATH; apt-get install nftables");
        Sandbox.run(NetworkFunctionScenario.class);
    }

    @Test
    void benchmarksOfTheAgentMeasureWhatOthersRead() throws Exception {
        Sandbox.Result result = Sandbox.run(MAIN, List.of("bench", "agent", "--brief", "-o", "json"));
        assertEquals(0, result.code(), result.errors());
        for (String figure : List.of("invoke.added_p50", "invoke.rate", "coldstart.python", "coldstart.wasm")) {
            assertTrue(result.output().contains("\"agent." + figure + "\""), figure);
        }
    }

    private static Sandbox.Result demo(String switchKind) throws Exception {
        return Sandbox.run(
                MAIN, List.of("demo", "--switch", switchKind, "--rate", "150", "--duration", "10", "-o", "json"));
    }

    private static void assertGood(Sandbox.Result result, String switchKind) throws Exception {
        assertEquals(0, result.code(), result.errors() + result.output());
        JsonNode json = new ObjectMapper().readTree(result.output());
        assertEquals(switchKind, json.get("switch").asText());
        JsonNode requests = json.get("requests");
        assertTrue(requests.get("sent").asInt() >= 1_000, requests.toString());
        assertEquals(requests.get("sent").asInt(), requests.get("ok").asInt(), requests.toString());
        assertEquals(0, requests.get("failed").asInt(), requests.toString());
        assertEquals(0, requests.get("duplicated").asInt(), requests.toString());
        assertEquals(3, json.get("migrations").size(), json.get("migrations").toString());
        json.get("migrations")
                .forEach(migration ->
                        assertEquals("DONE", migration.get("result").asText()));
        assertTrue(
                json.get("slack_shift").has("report_to_first_steered_us"),
                json.get("slack_shift").toString());
    }

    static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}

package io.slackline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.slackline.api.v1.DeployFunctionRequest;
import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.InvokeFunctionRequest;
import io.slackline.api.v1.InvokeFunctionResponse;
import io.slackline.api.v1.MigrateFunctionRequest;
import io.slackline.api.v1.OffloadFunctionRequest;
import io.slackline.api.v1.OffloadScope;
import io.slackline.api.v1.PrewarmFunctionRequest;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SetPolicyRequest;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.WatchEventsRequest;
import io.slackline.cli.Console.Screen;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands ask of the controller, and how they end. */
class CommandsTest {
    private final CliHarness cli = new CliHarness();

    @AfterEach
    void close() {
        cli.close();
    }

    @Test
    void deployUploadsTheArtifactAndKnowsHowToRunPython(@TempDir Path directory) throws Exception {
        var artifact = Files.writeString(directory.resolve("hello.py"), "print()\n".repeat(100_000));
        assertEquals(
                0,
                cli.run("function", "deploy", "hello", "--artifact", artifact.toString())
                        .exitCode());
        assertEquals(ByteString.copyFromUtf8("print()\n".repeat(100_000)), cli.controller.uploaded);
        assertEquals(
                DeployFunctionRequest.newBuilder()
                        .setFunction(FunctionSpec.newBuilder()
                                .setName("hello")
                                .setRuntime("process")
                                .addAllCommand(List.of("/usr/bin/python3", "{artifact}"))
                                .setArtifactSha256("ab12")
                                .setArtifactName("hello.py")
                                .setAddress(ServiceAddress.newBuilder().setProtocol(Protocol.HTTP)))
                        .setWait(true)
                        .setWaitMs(30_000)
                        .build(),
                cli.controller.asked.getFirst());
    }

    @Test
    void deployPacksTheDirectoryOfAnImage(@TempDir Path directory) throws Exception {
        var image = Files.createDirectory(directory.resolve("hello"));
        var program =
                Files.writeString(Files.createDirectory(image.resolve("bin")).resolve("hello"), "#!");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(image.resolve("hi"), Path.of("bin/hello"));
        assertEquals(
                0,
                cli.run("function", "deploy", "hello", "--runtime", "oci", "--artifact", image.toString())
                        .exitCode());
        var names = new ArrayList<String>();
        try (var tar = new TarArchiveInputStream(cli.controller.uploaded.newInput())) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add("%s %o %d %s"
                        .formatted(
                                entry.getName(), entry.getMode() & 0111, entry.getLongUserId(), entry.getLinkName()));
            }
        }
        assertEquals(List.of("bin/ 111 0 ", "bin/hello 111 0 ", "hi 0 0 bin/hello"), names);
    }

    @Test
    void deployMapsEveryOption() {
        var line =
                "function deploy f --mode slack --node n1 --node n2 --class best-effort --protocol udp --ip 10.99.1.7 --port 53"
                        + " --memory 64 --request-timeout 2s --concurrency 4 --min-slack 150 --offload vertical --offload-node c1 -e A=1 -e B=x=y --no-wait -- /bin/app --flag {artifact}";
        assertEquals(0, cli.run(line.split(" ")).exitCode());
        assertEquals(
                DeployFunctionRequest.newBuilder()
                        .setFunction(FunctionSpec.newBuilder()
                                .setName("f")
                                .setRuntime("process")
                                .addAllCommand(List.of("/bin/app", "--flag", "{artifact}"))
                                .setMemoryMib(64)
                                .setTimeoutMs(2000)
                                .setClass_(FunctionClass.BEST_EFFORT)
                                .setAddress(ServiceAddress.newBuilder()
                                        .setIp("10.99.1.7")
                                        .setPort(53)
                                        .setProtocol(Protocol.UDP))
                                .putEnvironment("A", "1")
                                .putEnvironment("B", "x=y")
                                .setMinSlackMillicores(150)
                                .setConcurrency(4))
                        .setMode(SteeringMode.SLACK)
                        .addNodes("n1")
                        .addNodes("n2")
                        .setOffload(OffloadScope.VERTICAL)
                        .addOffloadNodes("c1")
                        .setWaitMs(30_000)
                        .build(),
                cli.controller.asked.getFirst());
    }

    @Test
    void migrateMapsEveryOption() {
        cli.run("migrate", "hello", "--from", "n1", "--to", "n2", "--drain-deadline", "750ms");
        assertEquals(
                MigrateFunctionRequest.newBuilder()
                        .setFunction("hello")
                        .setFrom("n1")
                        .setTo("n2")
                        .setDrainDeadlineMs(750)
                        .build(),
                cli.controller.asked.getFirst());
    }

    @Test
    void migrateWaitTellsEveryStepOnce() {
        cli.controller.migrations.addAll(0, List.of(Samples.warming(), Samples.draining(), Samples.draining()));
        cli.assertGolden("migrate-wait", "migrate", "hello", "--to", "n2", "--wait");
    }

    @Test
    void migrateWaitFailsWhenItRolledBack() {
        cli.controller.migrations.set(
                0, Samples.rolledBack().toBuilder().setId("m-12").build());
        cli.assertGolden("migrate-wait-rolled-back", "migrate", "hello", "--to", "n2", "--wait");
    }

    @Test
    void drainWaitsForItsMigrations() {
        cli.assertGolden("node-drain-wait", "node", "drain", "n1", "--wait", "-o", "json");
    }

    @Test
    void offloadOfNothingEndsIt() {
        assertEquals(
                0, cli.run("offload", "hello", "--to", "n2", "--share", "0").exitCode());
        assertEquals(
                OffloadFunctionRequest.newBuilder()
                        .setFunction("hello")
                        .setTo("n2")
                        .build(),
                cli.controller.asked.getFirst());
    }

    @Test
    void offloadWhenShortSaysSo() {
        assertEquals(
                0, cli.run("offload", "hello", "--to", "c1", "--when-short").exitCode());
        assertEquals(
                OffloadFunctionRequest.newBuilder()
                        .setFunction("hello")
                        .setTo("c1")
                        .setWhenShort(true)
                        .build(),
                cli.controller.asked.getFirst());
    }

    @Test
    void prewarmMapsEveryOption() {
        cli.run("function", "prewarm", "hello", "--node", "n1", "--on", "n2", "--release", "--wait-timeout", "5s");
        assertEquals(
                PrewarmFunctionRequest.newBuilder()
                        .setName("hello")
                        .addNodes("n1")
                        .addNodes("n2")
                        .setRelease(true)
                        .setWait(true)
                        .setWaitMs(5000)
                        .build(),
                cli.controller.asked.getFirst());
    }

    @Test
    void policySetSendsAllSettingsInOneCall() {
        cli.run("policy", "set", "short-slack.enabled=on", "short-slack.dwell=");
        assertEquals(
                SetPolicyRequest.newBuilder()
                        .putSettings("short-slack.enabled", "on")
                        .putSettings("short-slack.dwell", "")
                        .build(),
                cli.controller.asked.getFirst());
    }

    @Test
    void offloadTakesPercent() {
        assertEquals(
                0, cli.run("offload", "hello", "--to", "n2", "--share", "30%").exitCode());
        assertEquals(
                OffloadFunctionRequest.newBuilder()
                        .setFunction("hello")
                        .setTo("n2")
                        .setShare(0.3)
                        .build(),
                cli.controller.asked.getFirst());
    }

    @Test
    void invokeSendsFilesAndStandardInput(@TempDir Path directory) throws Exception {
        var body = Files.write(directory.resolve("body"), new byte[] {0, 1, -1});
        cli.run("function", "invoke", "f", "-d", "@" + body, "-X", "PUT", "--path", "/a?b");
        cli.run("function", "invoke", "f", "-d", "@-");
        assertEquals(
                List.of(
                        InvokeFunctionRequest.newBuilder()
                                .setName("f")
                                .setMethod("PUT")
                                .setPath("/a?b")
                                .setBody(ByteString.copyFrom(new byte[] {0, 1, -1}))
                                .build(),
                        InvokeFunctionRequest.newBuilder()
                                .setName("f")
                                .setBody(ByteString.copyFromUtf8("from stdin"))
                                .build()),
                cli.controller.asked);
    }

    @Test
    void invokeFailsWhenTheFunctionDoes() {
        cli.controller.invocation =
                InvokeFunctionResponse.newBuilder().setStatus(503).build();
        assertEquals(1, cli.run("function", "invoke", "f").exitCode());
    }

    @Test
    void eventsFollow() {
        cli.run("events", "--follow", "--backlog", "5");
        assertEquals(
                WatchEventsRequest.newBuilder().setBacklog(5).setFollow(true).build(), cli.controller.asked.getFirst());
    }

    @Test
    void refusalsOfArgumentsAreUsageErrorsAndOthersAreNot() {
        cli.controller.refusal = Optional.of(new SlacklineException(Code.INVALID_ARGUMENT, "no such tier"));
        assertEquals(2, cli.run("node", "list").exitCode());
        cli.controller.refusal = Optional.of(new SlacklineException(Code.UNAVAILABLE, "node n1 is away"));
        var ended = cli.run("node", "list");
        assertEquals(1, ended.exitCode());
        assertEquals("slackline: node n1 is away\n", ended.err());
    }

    @Test
    void watchLooksAgain() {
        try (var watching = new CliHarness(Screen.STREAM, CliHarness.endingAfter(3))) {
            assertEquals(0, watching.run("node", "list", "--watch=10ms").exitCode());
            assertEquals(3, watching.controller.asked.size());
        }
    }

    @Test
    void watchClearsTheScreenOfATerminalOnly() {
        try (var watching = new CliHarness(Screen.TERMINAL, CliHarness.endingAfter(1))) {
            assertTrue(watching.run("function", "list", "--watch").out().startsWith("\033[H\033[2JNAME"));
        }
        try (var watching = new CliHarness(Screen.TERMINAL, CliHarness.endingAfter(1))) {
            assertTrue(watching.run("function", "list", "--watch", "-o", "json")
                    .out()
                    .startsWith("[\n"));
        }
    }

    @Test
    void completionKnowsAllCommands() {
        var script = cli.run("completion", "bash").out();
        for (var word : List.of("function", "deploy", "switch-device", "--drain-deadline", "demo", "doctor")) {
            assertTrue(script.contains(word), word);
        }
        assertEquals(0, cli.run("completion", "zsh").exitCode());
        assertEquals(2, cli.run("completion", "fish").exitCode());
    }
}

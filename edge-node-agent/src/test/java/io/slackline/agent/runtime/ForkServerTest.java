package io.slackline.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.TestNode;
import io.slackline.agent.sched.Scheduling;
import io.slackline.common.SlacklineException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForkServerTest {
    private static final int MOST_ATTEMPTS = 20;
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final StartPriority.Yield NO_YIELD =
            new StartPriority.Yield(Optional.empty(), false, false, List.of());

    private static final ProcessLimits NO_LIMITS = new ProcessLimits(Map.of());
    private static final InstanceGroups.Group NO_GROUP = new InstanceGroups.Group(List.of());

    @TempDir
    Path directory;

    private final Spawner spawner = new Spawner();
    private ForkServer server;

    @BeforeEach
    void start() {
        server = serverOf(new ForkServerConfig(true, PYTHON, List.of()));
    }

    private ForkServer serverOf(ForkServerConfig config) {
        return new ForkServer(
                config,
                directory.resolve("fork_server.py"),
                new BoundedLog(directory.resolve("fork-server.log")),
                Map.of("PATH", "/usr/bin:/bin", "HOME", "/root"),
                spawner);
    }

    @AfterEach
    void stop() {
        server.close();
        spawner.close();
    }

    private static Path mirror() throws URISyntaxException {
        return Path.of(ForkServerTest.class.getResource("/functions/mirror.py").toURI());
    }

    private Launch launch(String log, String... arguments) throws IOException, URISyntaxException {
        var work = Files.createDirectories(directory.resolve("work"));
        Files.copy(mirror(), work.resolve("mirror.py"), StandardCopyOption.REPLACE_EXISTING);
        var command = new ArrayList<>(List.of(PYTHON.toString(), "mirror.py"));
        command.addAll(List.of(arguments));
        var environment = Map.of("PATH", "/usr/bin:/bin", "HOME", "/root", "COLOUR", "blue=\nand ünïcode");
        return new Launch("f", command, work, environment, directory.resolve(log), NO_GROUP, NO_LIMITS, NO_YIELD);
    }

    /** A busy machine takes longer to start the server than a start waits for it. */
    private ChildProcess fork(Launch launch) throws InterruptedException {
        var arguments = launch.command().subList(1, launch.command().size());
        for (int attempt = 1; ; attempt++) {
            try {
                return server.start(launch, arguments);
            } catch (SlacklineException unavailable) {
                if (attempt == MOST_ATTEMPTS) {
                    throw unavailable;
                }
            }
        }
    }

    private ChildProcess launchFresh(Launch launch) throws InterruptedException {
        var builder = new ProcessBuilder(launch.command())
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        return new LaunchedProcess(spawner.start("f", builder), new Scheduling());
    }

    private static int status(ChildProcess process) throws Exception {
        return process.exited().get(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exit:3", "say", "raise", "signal"})
    void isAFreshInterpreterToTheScript(String end) throws Exception {
        var forked = launch("forked.log", end, "--name=with space");
        var fresh = launch("fresh.log", end, "--name=with space");
        assertEquals(status(launchFresh(fresh)), status(fork(forked)));
        assertEquals(Files.readString(fresh.log()), Files.readString(forked.log()));
    }

    @Test
    void endsItsInstancesWhenAsked() throws Exception {
        var asked = fork(launch("asked.log", "wait"));
        var killed = fork(launch("killed.log", "wait"));
        assertTrue(asked.isAlive() && killed.isAlive());
        asked.terminate();
        killed.kill();
        assertEquals(128 + 15, status(asked));
        assertEquals(128 + 9, status(killed));
        assertFalse(ProcessHandle.of(killed.pid()).isPresent(), "reaped");
        killed.kill();
    }

    @Test
    void anInstanceThatCannotBeSetUpSaysWhy() throws Exception {
        var good = launch("bad.log");
        var bad = new Launch(
                "f",
                good.command(),
                directory.resolve("nowhere"),
                good.environment(),
                good.log(),
                NO_GROUP,
                NO_LIMITS,
                NO_YIELD);
        assertEquals(127, status(fork(bad)));
        assertTrue(Files.readString(bad.log()).contains("nowhere"), Files.readString(bad.log()));
    }

    @Test
    void startsAnewWhenItDies() throws Exception {
        var orphan = fork(launch("orphan.log", "wait"));
        var old = ProcessHandle.of(orphan.pid()).orElseThrow().parent().orElseThrow();
        old.destroyForcibly();
        assertEquals(128 + 9, status(orphan));
        old.onExit().get(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        var next = forkPatiently(launch("next.log", "exit:4"));
        assertEquals(4, status(next));
        assertTrue(endsSoon(orphan.pid()), "the kernel kills what is left of a dead server");
    }

    /** Or waits, dead, for whoever inherited it to notice. */
    private static boolean endsSoon(long pid) {
        for (long end = System.nanoTime() + TestNode.PATIENCE.toNanos(); System.nanoTime() < end; Thread.onSpinWait()) {
            try {
                if (Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ")) {
                    return true;
                }
            } catch (IOException gone) {
                return true;
            }
        }
        return false;
    }

    private ChildProcess forkPatiently(Launch launch) throws InterruptedException {
        for (long end = System.nanoTime() + TestNode.PATIENCE.toNanos(); System.nanoTime() < end; ) {
            try {
                return fork(launch);
            } catch (SlacklineException notYet) {
                assertTrue(notYet.getMessage().contains("fork server"), notYet.getMessage());
            }
        }
        throw new AssertionError("no fork server within " + TestNode.PATIENCE);
    }

    @Test
    void endsWithTheAgent() throws Exception {
        var instance = fork(launch("left.log", "wait"));
        server.close();
        assertEquals(128 + 9, status(instance));
        assertTrue(endsSoon(instance.pid()));
    }

    @Test
    void isGivenUpWhenItCannotStart() throws Exception {
        server.close();
        server = serverOf(new ForkServerConfig(true, Path.of("/bin/false"), List.of()));
        var launch = launch("never.log");
        var refused = assertThrows(SlacklineException.class, () -> forkPatientlyRefused(launch));
        assertTrue(refused.getMessage().contains("ended before it was ready"), refused.getMessage());
    }

    private void forkPatientlyRefused(Launch launch) throws InterruptedException {
        for (int i = 0; i < TestNode.PATIENCE.toSeconds(); i++) {
            try {
                fork(launch);
            } catch (SlacklineException refused) {
                if (!refused.getMessage().contains("Timeout")) {
                    throw refused;
                }
            }
        }
    }

    @Test
    void knowsWhatItCanFork() throws Exception {
        var plain = launch("f.log", "-v");
        assertEquals(new PythonCommand.Forkable(List.of("mirror.py", "-v")), of(plain));
        assertEquals(
                new PythonCommand.Forkable(List.of("mirror.py")), of(with(plain, List.of("python3", "mirror.py"))));
        assertEquals(
                new PythonCommand.Forkable(List.of("mirror.py")),
                of(with(plain, List.of("/bin/python3", "mirror.py"))));
        assertEquals(new PythonCommand.Other(), of(with(plain, List.of("/bin/sh", "mirror.py"))));
        assertUnsuited("options", with(plain, List.of("python3", "-S", "mirror.py")));
        assertUnsuited("options", with(plain, List.of("python3")));
        assertUnsuited("source file", with(plain, List.of("python3", "missing.py")));
        assertUnsuited("interpreter", with(plain, List.of("/opt/venv/bin/python3", "mirror.py")));
        var special = PythonCommand.of(plain, PYTHON, Stream.of("COLOUR", "PYTHONPATH"));
        assertEquals(new PythonCommand.Unsuited("its environment sets PYTHONPATH"), special);
    }

    private static PythonCommand of(Launch launch) {
        return PythonCommand.of(launch, PYTHON, launch.environment().keySet().stream());
    }

    private static Launch with(Launch launch, List<String> command) {
        return new Launch(
                "f", command, launch.directory(), launch.environment(), launch.log(), NO_GROUP, NO_LIMITS, NO_YIELD);
    }

    private static void assertUnsuited(String why, Launch launch) {
        var judged = of(launch);
        assertTrue(
                judged instanceof PythonCommand.Unsuited(var reason) && reason.contains(why), String.valueOf(judged));
    }

    @Test
    void keepsLimits() throws Exception {
        var plain = launch("limited.log");
        Files.writeString(plain.directory().resolve("limits.py"), """
                import resource
                print(resource.getrlimit(resource.RLIMIT_FSIZE), resource.getrlimit(resource.RLIMIT_CORE))
                """);
        var limited = new Launch(
                "f",
                List.of(PYTHON.toString(), "limits.py"),
                plain.directory(),
                plain.environment(),
                plain.log(),
                NO_GROUP,
                new ProcessLimits(Map.of("FSIZE", 1L << 20, "CORE", 0L)),
                NO_YIELD);
        assertEquals(0, status(fork(limited)));
        assertEquals(
                "(1048576, 1048576) (0, 0)", Files.readString(limited.log()).strip());
    }
}

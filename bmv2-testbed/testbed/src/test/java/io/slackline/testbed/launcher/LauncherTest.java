package io.slackline.testbed.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LauncherTest {
    private static final Duration END_OF_ALL = Duration.ofSeconds(5);

    /** Stays until it is told to end in order, and has a child and a grandchild that nobody tells; one of them in a session of its own. */
    private static final String FAMILY =
            "trap 'echo ended in order; exit 5' TERM; sleep 1000 & setsid sleep 1000 & echo ready; wait";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "migrat | unknown command \"migrat\"; did you mean \"migrate\"?",
                "dcotor | unknown command \"dcotor\"; did you mean \"doctor\"?",
                "kubernetes | unknown command \"kubernetes\"",
            })
    void unknownCommandsAreWrongUsage(String command, String message) throws Exception {
        try (var run = Launched.of(command)) {
            assertEquals("slackline: " + message + "\n  ./slackline --help lists the commands.\n", run.rest());
            assertEquals(2, run.exitCode());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "bench",
                "testbed",
                "doctor",
                "cleanup",
                "controller",
                "agent",
                "switch",
                "function",
                "test"
            })
    void everyCommandExplainsItself(String command) throws Exception {
        try (var run = Launched.of(command, "--help")) {
            assertTrue(run.rest().contains("Usage: "));
            assertEquals(0, run.exitCode());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSandboxHasANetworkOfItsOwnAndPassesInputOutputAndExitCode(boolean inBackground) throws Exception {
        String[] line = {"sandbox", "--", "bash", "-c", "cat; ls /sys/class/net /run/netns; exit 7"};
        try (var run = inBackground ? Launched.inBackground(line) : Launched.of(line)) {
            run.type("through\n");
            var said = run.rest();
            assertTrue(said.startsWith("through\n"), said);
            assertEquals(7, run.exitCode());
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 143"})
    void signalsEndWhatIsInsideInOrder(String signal, int exitCode) throws Exception {
        try (var run = Launched.inBackground("sandbox", "--", "bash", "-c", FAMILY)) {
            run.awaitLine("ready");
            var chain = run.chain();
            Launched.signal(chain.getFirst(), signal);
            assertEquals("ended in order\n", run.rest());
            assertEquals(exitCode, run.exitCode());
            assertGone(chain);
        }
    }

    /** 0 is the launcher, 1 unshare, 2 the first process inside, 3 the command. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void nothingOutlivesAnyProcessOfTheChainThatIsKilled(int which) throws Exception {
        try (var run = Launched.of("sandbox", "--", "bash", "-c", FAMILY)) {
            run.awaitLine("ready");
            var chain = run.chain();
            var grandchildren = chain.get(3).children().toList();
            assertEquals(2, grandchildren.size());
            Launched.signal(chain.get(which), "KILL");
            assertTrue(run.exitCode() != 0);
            assertGone(chain);
            assertGone(grandchildren);
        }
    }

    private static void assertGone(Iterable<ProcessHandle> processes) throws Exception {
        for (var process : processes) {
            process.onExit().get(END_OF_ALL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}

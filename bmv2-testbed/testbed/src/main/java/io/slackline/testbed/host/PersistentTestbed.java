package io.slackline.testbed.host;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigLoader;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.TopologyConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A testbed that stays: a supervisor inside the private namespaces, and outside of them a keeper that started it, dies with it, and
 * passes 127.0.0.1:9700 on to its controller through a unix socket.
 */
public final class PersistentTestbed {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final long POLL_MILLIS = 50;
    private static final int KEEPER_HEAP_MIB = 32;
    private static final int SUPERVISOR_HEAP_MIB = 96;

    private final RunState state;
    private final JavaCommand jvm = JavaCommand.ofThisProcess(Path.of("/tmp"));

    public PersistentTestbed(RunState state) {
        this.state = state;
    }

    /** Starts keeper and supervisor; returns when everything is up. */
    public void up(TopologyConfig topology, String topologyText) throws IOException, InterruptedException {
        if (state.keeper().isPresent()) {
            throw new SlacklineException(
                    Code.ALREADY_EXISTS, "a testbed of this user is up already; `slackline testbed down` ends it");
        }
        state.delete();
        state.create();
        Files.writeString(state.topology(), topologyText);
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(jvm.of(
                "io.slackline.testbed.Main",
                KEEPER_HEAP_MIB,
                List.of("-Dslackline.root=" + root()),
                List.of("testbed", "keep", "--state", state.directory().toString())));
        Process keeper = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(state.log().toFile()))
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        state.writeKeeper(keeper.pid());
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.exists(state.ready())) {
            if (!keeper.isAlive() || System.nanoTime() - deadline > 0) {
                keeper.destroy();
                String log = Files.exists(state.log()) ? Files.readString(state.log()) : "";
                state.delete();
                throw new SlacklineException(
                        Code.UNAVAILABLE,
                        "the testbed of %d nodes did not come up:%n%s"
                                .formatted(topology.nodes().size(), log.indent(2)));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The keeper's life, outside of the namespaces. Ends when the supervisor does. */
    public int keep() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--pdeathsig",
                "TERM",
                "--",
                root().resolve("slackline").toString(),
                "sandbox",
                "--"));
        command.addAll(jvm.of(
                "io.slackline.testbed.Main",
                SUPERVISOR_HEAP_MIB,
                List.of("testbed", "supervise", "--state", state.directory().toString())));
        Process sandbox = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(sandbox)));
        while (!Files.exists(state.socket()) && sandbox.isAlive()) {
            Thread.sleep(POLL_MILLIS);
        }
        if (sandbox.isAlive()) {
            state.writeSupervisor(javaInside(sandbox));
            ServerSocketChannel server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Topology.CONTROLLER_PORT));
            Relay.start(server, UnixDomainSocketAddress.of(state.socket()));
            Files.createFile(state.ready());
        }
        return sandbox.waitFor();
    }

    private static void end(Process sandbox) {
        sandbox.destroy();
        try {
            sandbox.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sandbox.descendants().forEach(ProcessHandle::destroyForcibly);
        sandbox.destroyForcibly();
    }

    private static long javaInside(Process sandbox) {
        return sandbox.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow(() -> new SlacklineException(Code.INTERNAL, "no supervisor inside the sandbox"))
                .pid();
    }

    /** The supervisor's life, inside. Ends on SIGTERM or when a part dies. */
    public int supervise() throws IOException, InterruptedException {
        TopologyConfig config = ConfigLoader.load(state.topology(), TopologyConfig.class);
        try (LiveTestbed testbed = LiveTestbed.start(
                Topology.of(config), RunDirectory.ofSandbox(), line -> System.err.println("note: " + line))) {
            testbed.enforceBudgets();
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(state.socket()));
            InetSocketAddress controller =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Topology.CONTROLLER_PORT);
            Relay.start(server, controller);
            CountDownLatch asked = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(asked::countDown));
            while (!asked.await(1, TimeUnit.SECONDS)) {
                testbed.supervisor().check();
            }
        }
        return 0;
    }

    /** Ends it; false when none was up. */
    public boolean down() throws InterruptedException {
        var keeper = state.keeper();
        if (keeper.isPresent()) {
            keeper.get().destroy();
            long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
            while (keeper.get().isAlive() && System.nanoTime() - deadline < 0) {
                Thread.sleep(POLL_MILLIS);
            }
            keeper.get().destroyForcibly();
        }
        return state.delete() && keeper.isPresent();
    }

    /** The command that runs another inside a node's namespace; "base" is where the controller runs. */
    public List<String> exec(String node, List<String> command) throws IOException {
        ProcessHandle inside = state.supervisor()
                .orElseThrow(() -> new SlacklineException(
                        Code.FAILED_PRECONDITION, "no testbed is up; `slackline testbed up` starts one"));
        TopologyConfig config = ConfigLoader.load(state.topology(), TopologyConfig.class);
        Topology topology = Topology.of(config);
        List<String> valid = new ArrayList<>(List.of("base"));
        topology.switches().forEach(device -> valid.add(device.name()));
        topology.hosts().forEach(host -> valid.add(host.name()));
        if (!valid.contains(node)) {
            throw new SlacklineException(
                    Code.NOT_FOUND, "no node \"%s\"; there are: %s".formatted(node, String.join(", ", valid)));
        }
        List<String> line = new ArrayList<>(List.of("nsenter", "--target", Long.toString(inside.pid())));
        boolean otherUser = !Files.readSymbolicLink(Path.of("/proc/self/ns/user"))
                .equals(Files.readSymbolicLink(Path.of("/proc/" + inside.pid() + "/ns/user")));
        if (otherUser) {
            line.addAll(List.of("--user", "--preserve-credentials"));
        }
        line.addAll(List.of("--mount", "--pid", "--net", "--"));
        if (!node.equals("base")) {
            line.addAll(List.of("nsenter", "--net=/run/netns/" + node, "--"));
        }
        line.addAll(command);
        return line;
    }

    private static Path root() {
        return Path.of(System.getProperty("slackline.root", "")).toAbsolutePath();
    }
}

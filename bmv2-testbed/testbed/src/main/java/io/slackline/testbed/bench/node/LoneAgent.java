package io.slackline.testbed.bench.node;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.ProcessSpec;
import io.slackline.testbed.process.Supervisor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An agent process on the loopback of the base namespace. */
public final class LoneAgent {
    private static final int HEAP_MIB = 128;
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);

    private final String name;
    private final ManagedProcess process;
    private final int metricsPort;

    private LoneAgent(String name, ManagedProcess process, int metricsPort) {
        this.name = name;
        this.process = process;
        this.metricsPort = metricsPort;
    }

    /**
     * Starts it, and returns when it is ready to take assignments.
     *
     * @param core where its own threads run; its functions run where its configuration says
     * @param settings further lines of its configuration file
     */
    public static LoneAgent start(
            String name,
            Supervisor supervisor,
            JavaCommand jvm,
            RunDirectory directory,
            AssigningController controller,
            int core,
            String settings) {
        int metricsPort = freePort();
        Path config = directory.file("agent-" + name + ".yaml");
        try {
            Files.writeString(config, """
                    name: %s
                    controller: "127.0.0.1:%d"
                    dataInterface: lo
                    peerListen: "127.0.0.1:%d"
                    metricsListen: "127.0.0.1:%d"
                    stateDir: %s
                    budgetMillicores: 1000
                    %s
                    """.formatted(
                    name, controller.port(), freePort(), metricsPort, directory.file("agent-" + name), settings));
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot write " + config + ": " + e, e);
        }
        List<String> command = new ArrayList<>(List.of("taskset", "--cpu-list", Integer.toString(core)));
        command.addAll(jvm.of(
                "io.slackline.agent.Main",
                HEAP_MIB,
                List.of("-XX:TieredStopAtLevel=4"),
                List.of("--config", config.toString())));
        ManagedProcess process = supervisor.start(ProcessSpec.of("agent-" + name, Namespace.BASE, command));
        supervisor.await("agent " + name + " is ready", START_LIMIT, () -> process.said("ready: node"));
        return new LoneAgent(name, process, metricsPort);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new SlacklineException(Code.RESOURCE_EXHAUSTED, "no free loopback port", e);
        }
    }

    /** Asks it to end and waits until it has; it may be started again with the state that it leaves. */
    public void stop() {
        process.terminate();
        process.awaitExit(EXIT_LIMIT);
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public ManagedProcess process() {
        return process;
    }

    /** Where its Prometheus text is. */
    public int metricsPort() {
        return metricsPort;
    }
}

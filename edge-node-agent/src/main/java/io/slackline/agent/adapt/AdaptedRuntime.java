package io.slackline.agent.adapt;

import io.slackline.agent.invoke.InstancePort;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.runtime.ArtifactStore;
import io.slackline.agent.runtime.FunctionRuntime;
import io.slackline.agent.runtime.RunningInstance;
import io.slackline.agent.runtime.Start;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * The runtimes {@code openwhisk} and {@code serverledge}. With a command, that is a program which speaks the contract; without, the artifact is Python
 * source (or a zip of it) and a small program of ours speaks it.
 *
 * <p>Such programs usually insist on port 8080. A Python one is given another without noticing; any other that cannot be told by PORT has that port
 * to itself on the node when the deployment sets the variable PORT to it.
 */
public final class AdaptedRuntime implements FunctionRuntime {
    private static final String RUNNER = "python_function.py";
    private static final String ON_PORT = "on_port.py";
    private static final String USUAL_PORT = "8080";
    private static final Pattern PYTHON = Pattern.compile("(.*/)?python3?(\\.\\d+)?");

    /** Whose contract. */
    public enum Platform {
        OPENWHISK,
        SERVERLEDGE
    }

    private final Platform platform;
    private final FunctionRuntime processes;
    private final ArtifactStore artifacts;
    private final Path python;
    private final Path programs;
    private final Duration initTimeout;

    /**
     * Writes the programs that it needs.
     *
     * @param processes runs the programs
     * @param python interpreter for functions without a command
     * @param programs the directory for them
     */
    public AdaptedRuntime(
            Platform platform,
            FunctionRuntime processes,
            ArtifactStore artifacts,
            Path python,
            Path programs,
            Duration initTimeout) {
        this.platform = platform;
        this.processes = processes;
        this.artifacts = artifacts;
        this.python = python;
        this.programs = programs.toAbsolutePath();
        this.initTimeout = initTimeout;
        write(RUNNER);
        write(ON_PORT);
    }

    @Override
    public RunningInstance start(FunctionSpec function, Start start) throws InterruptedException {
        var command = command(function.getCommandList());
        var running = processes.start(
                function.toBuilder().clearCommand().addAllCommand(command).build(), start);
        Contract contract = switch (platform) {
            case OPENWHISK -> {
                initialize(function, running);
                yield new OpenWhiskAction(function);
            }
            case SERVERLEDGE -> new ServerledgeExecutor(function);
        };
        return new Adapted(running, contract);
    }

    private List<String> command(List<String> given) {
        if (given.isEmpty()) {
            return List.of(
                    python.toString(), program(RUNNER), platform == Platform.OPENWHISK ? "openwhisk" : "serverledge");
        }
        if (given.size() < 2
                || !PYTHON.matcher(given.getFirst()).matches()
                || given.get(1).startsWith("-")) {
            return given;
        }
        var command = new ArrayList<>(given);
        command.addAll(1, List.of(program(ON_PORT), USUAL_PORT));
        return command;
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    private void write(String name) {
        try (var source = AdaptedRuntime.class.getResourceAsStream("/runtime/" + name)) {
            if (source == null) {
                throw new IOException("runtime/" + name + " is not on the class path");
            }
            Files.createDirectories(programs);
            Files.write(programs.resolve(name), source.readAllBytes());
        } catch (IOException failed) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "no place for the program " + program(name) + ": " + failed, failed);
        }
    }

    private void initialize(FunctionSpec function, RunningInstance running) throws InterruptedException {
        Optional<Path> artifact = function.getArtifactSha256().isEmpty()
                ? Optional.empty()
                : Optional.of(artifacts.get(function.getArtifactSha256()));
        boolean good = false;
        try {
            var answer = Post.to(
                    running.address(),
                    OpenWhiskAction.PATH_INIT,
                    OpenWhiskAction.initialization(function, artifact),
                    initTimeout);
            if (answer.status() != 200) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION,
                        "action " + function.getName() + " refused its initialization with status " + answer.status()
                                + ": " + answer.text());
            }
            good = true;
        } catch (IOException failed) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "action " + function.getName() + " did not answer POST /init: " + failed.getMessage(),
                    failed);
        } finally {
            if (!good) {
                running.kill();
            }
        }
    }

    private record Adapted(RunningInstance running, Contract contract) implements RunningInstance {
        @Override
        public InstancePort connect(Transport transport, int concurrency) {
            return new TranslatedPort(running.connect(transport, concurrency), contract);
        }

        @Override
        public SocketAddress address() {
            return running.address();
        }

        @Override
        public long pid() {
            return running.pid();
        }

        @Override
        public CompletableFuture<String> ended() {
            return running.ended();
        }

        @Override
        public boolean probe() {
            return running.probe();
        }

        @Override
        public void stop() {
            running.stop();
        }

        @Override
        public void kill() {
            running.kill();
        }
    }
}

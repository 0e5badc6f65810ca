package io.slackline.agent.runtime;

import io.slackline.agent.InstanceCgroups;
import io.slackline.agent.sched.FunctionScheduling;
import io.slackline.agent.sched.Scheduling;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Instances that are processes: a command that serves HTTP/1.1 on the unix socket named in {@code SOCKET} or on the loopback port named in
 * {@code PORT}. docs/agent.md holds the contract.
 *
 * <p>An instance never outlives its agent: it is the leader of a process group that is killed as a whole, and the kernel kills the leader when the
 * agent dies. Python functions are forked from a warm interpreter ({@link ForkServer}) where that makes no difference to them but speed.
 */
public final class ProcessRuntime implements FunctionRuntime, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProcessRuntime.class);

    /** Outside the ports that the kernel gives to connecting sockets, so that a probe never connects to itself. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 12_000;

    private static final long DEFAULT_MEMORY_MIB = 128;

    private static final Duration LONGEST_LOW_PRIORITY = Duration.ofSeconds(2);

    /** In the environment of every instance; its value names the state directory of the agent that started it. */
    private static final String OWNER = "SLACKLINE_AGENT_STATE";

    private final Path stateDir;
    private final String node;
    private final ArtifactStore artifacts;
    private final Duration startTimeout;
    private final Scheduling scheduling;
    private final StartPriority priority;
    private final SocketDirectory sockets;
    private final Spawner spawner = new Spawner();
    private final ForkServerConfig forkServerConfig;
    private volatile Optional<InstanceGroups> groups = Optional.empty();
    private volatile Optional<ForkServer> forkServer = Optional.empty();
    private final AtomicLong number = new AtomicLong();
    private final Map<ProcessInstance, Long> watched = new ConcurrentHashMap<>();

    /** @param stateDir gets {@code instances/} and {@code logs/} */
    public ProcessRuntime(
            Path stateDir,
            SocketDirectory sockets,
            String node,
            ArtifactStore artifacts,
            Duration startTimeout,
            Scheduling scheduling,
            Optional<InstanceCgroups> cgroups,
            FunctionScheduling functions,
            ForkServerConfig forkServer) {
        this.stateDir = stateDir.toAbsolutePath();
        this.node = node;
        this.artifacts = artifacts;
        this.startTimeout = startTimeout;
        this.scheduling = scheduling;
        this.sockets = sockets;
        priority = new StartPriority(scheduling, cgroups, functions);
        forkServerConfig = forkServer;
    }

    /** Kills what an earlier agent with the same state directory left behind, and gets ready for starts. Once, before the first. */
    public void begin() {
        reapOrphans();
        groups = Optional.of(new InstanceGroups(
                Path.of("/sys/fs/cgroup"),
                Path.of("/proc/self/cgroup"),
                stateDir.resolve("instance-groups"),
                "slackline-" + node));
        forkServer = startForkServer(forkServerConfig);
    }

    private Optional<ForkServer> startForkServer(ForkServerConfig config) {
        if (!config.enabled()) {
            return Optional.empty();
        }
        if (!Files.isExecutable(config.python())) {
            log.info("no fork server: {} is not here; Python functions start as fresh interpreters", config.python());
            return Optional.empty();
        }
        var environment = inherited();
        environment.put(OWNER, stateDir.toString());
        return Optional.of(new ForkServer(
                config,
                stateDir.resolve("fork_server.py"),
                new BoundedLog(stateDir.resolve("logs").resolve("fork-server.log")),
                environment,
                spawner));
    }

    private static Map<String, String> inherited() {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().retainAll(List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ"));
        return environment;
    }

    private void reapOrphans() {
        var mark = OWNER + "=" + stateDir;
        for (var process : ProcessHandle.allProcesses().toList()) {
            try {
                var environment =
                        Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1);
                if (List.of(environment.split("\0")).contains(mark) && process.destroyForcibly()) {
                    log.warn("killed process {}, which an earlier agent of {} left behind", process.pid(), stateDir);
                }
            } catch (IOException notOurs) {
                log.trace("process {} cannot be looked at", process.pid(), notOurs);
            }
        }
    }

    /**
     * Kills instances that use more memory than they may, cuts logs that have grown too long, and returns the bytes that all instances use.
     * Called every now and then; between two calls an instance can exceed its limit.
     */
    public long watch() {
        long all = 0;
        for (var entry : watched.entrySet()) {
            long bytes = entry.getKey().residentBytes();
            all += bytes;
            if (bytes > entry.getValue()) {
                entry.getKey().killFor("it used " + (bytes >> 20) + " MiB of its " + (entry.getValue() >> 20) + " MiB");
            }
            entry.getKey().trimLog();
        }
        return all;
    }

    @Override
    public boolean streamsBodies() {
        return true;
    }

    @Override
    public RunningInstance start(FunctionSpec function, Start start) throws InterruptedException {
        if (function.getCommandCount() == 0) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "function " + function.getName() + ": the process runtime needs a command");
        }
        var name = name(function);
        var socket = sockets.socket(name);
        var place = new Place(name, directory(name), socket, socket, port(function));
        var command =
                orRemove(place, () -> command(function, WorkDirectory.create(place.directory(), function, artifacts)));
        return run(function, start, place, command, environment(function, place), launch -> start(launch, function));
    }

    /** Starts an instance in a container; errors as those of {@link #start(FunctionSpec, Start)}, and what the container throws. */
    public RunningInstance start(FunctionSpec function, Start start, Container container) throws InterruptedException {
        var name = name(function);
        var entry = sockets.directory(name);
        var place = new Place(name, directory(name), entry, entry.resolve("socket"), port(function));
        var command = orRemove(place, () -> {
            // An image is not copied for each instance.
            var _ = WorkDirectory.create(
                    place.directory(),
                    function.toBuilder().clearArtifactSha256().build(),
                    artifacts);
            return container.command(place);
        });
        var environment = inherited();
        environment.put(OWNER, stateDir.toString());
        return run(function, start, place, command, environment, this::startContainer);
    }

    private interface Step<T> {
        T take() throws InterruptedException;
    }

    /** A step ahead of the process's start: when it fails, nothing else would remove what is in the place. */
    private static <T> T orRemove(Place place, Step<T> step) throws InterruptedException {
        boolean taken = false;
        try {
            var result = step.take();
            taken = true;
            return result;
        } finally {
            if (!taken) {
                place.remove();
            }
        }
    }

    private String name(FunctionSpec function) {
        return function.getName() + "-v" + function.getVersion() + "-" + number.incrementAndGet();
    }

    private Path directory(String name) {
        return stateDir.resolve("instances").resolve(name);
    }

    /** What an instance of it may use. */
    public static long memoryBytes(FunctionSpec function) {
        return (function.getMemoryMib() == 0 ? DEFAULT_MEMORY_MIB : function.getMemoryMib()) << 20;
    }

    private interface Starter {
        ChildProcess start(Launch launch) throws InterruptedException;
    }

    private RunningInstance run(
            FunctionSpec function,
            Start start,
            Place place,
            List<String> command,
            Map<String, String> environment,
            Starter starter)
            throws InterruptedException {
        var logFile = new BoundedLog(stateDir.resolve("logs").resolve(function.getName() + ".log"));
        long memoryBytes = memoryBytes(function);
        var launch = orRemove(place, () -> {
            var log = logFile.prepare();
            var group = groups.map(all -> all.create(place.name(), memoryBytes))
                    .orElseGet(() -> new InstanceGroups.Group(List.of()));
            return new Launch(
                    function.getName(),
                    command,
                    place.directory(),
                    environment,
                    log,
                    group,
                    ProcessLimits.of(memoryBytes, group),
                    priority.during(start.urgency()));
        });
        var process = orRemove(place, () -> startIn(launch, starter));
        var instance = new ProcessInstance(place, process, logFile, launch.group());
        watched.put(instance, memoryBytes);
        var _ = instance.ended().whenComplete((how, never) -> watched.remove(instance));
        start.began(instance);
        boolean ready = false;
        try {
            if (start.urgency() == Start.Urgency.IN_BACKGROUND) {
                restoreSoon(process, launch);
            }
            instance.killUnlessReadyIn(startTimeout);
            var address = new Readiness(place.socket(), place.port()).await(startTimeout, process::isAlive);
            instance.ready(address.orElseThrow(() -> notReady(function, process, logFile)));
            if (start.urgency() == Start.Urgency.IN_BACKGROUND) {
                priority.restore(process, launch.yield());
            }
            ready = true;
            return instance;
        } finally {
            if (!ready) {
                instance.kill();
            }
        }
    }

    private static ChildProcess startIn(Launch launch, Starter starter) throws InterruptedException {
        boolean started = false;
        try {
            var process = starter.start(launch);
            started = true;
            return process;
        } finally {
            if (!started) {
                launch.group().remove();
            }
        }
    }

    private ChildProcess start(Launch launch, FunctionSpec function) throws InterruptedException {
        var server = forkServer;
        if (server.isPresent()) {
            var own = function.getEnvironmentMap().keySet().stream();
            switch (PythonCommand.of(launch, server.get().python(), own)) {
                case PythonCommand.Forkable(var arguments) -> {
                    try {
                        return server.get().start(launch, arguments);
                    } catch (SlacklineException unavailable) {
                        log.warn(
                                "function {}: starts as a fresh interpreter: {}",
                                launch.function(),
                                unavailable.getMessage());
                    }
                }
                case PythonCommand.Unsuited(var reason) ->
                    log.info("function {}: starts as a fresh interpreter: {}", launch.function(), reason);
                case PythonCommand.Other() -> log.debug("function {}: starts as a process", launch.function());
            }
        }
        return startProcess(launch);
    }

    private LaunchedProcess startProcess(Launch launch) throws InterruptedException {
        var process = new LaunchedProcess(spawn(launch), scheduling);
        launch.group().join(process.pid());
        priority.lower(process, launch.yield());
        return process;
    }

    private ChildProcess startContainer(Launch launch) throws InterruptedException {
        var container = ContainerProcess.in(startProcess(launch), scheduling);
        priority.lower(container, launch.yield());
        return container;
    }

    private SlacklineException notReady(FunctionSpec function, ChildProcess process, BoundedLog logFile) {
        var tail = logFile.tail();
        return process.isAlive()
                ? new SlacklineException(
                        Code.DEADLINE_EXCEEDED,
                        "function " + function.getName() + " did not answer on SOCKET or PORT within "
                                + startTimeout.toMillis() + " ms of its start" + tail)
                : new SlacklineException(
                        Code.FAILED_PRECONDITION,
                        "function " + function.getName() + " ended before it was ready, with exit code "
                                + process.exited().join() + tail);
    }

    private static List<String> command(FunctionSpec function, WorkDirectory work) {
        var artifact = work.artifact().map(Path::toString);
        var command = new ArrayList<String>();
        for (var word : function.getCommandList()) {
            if (word.contains("{artifact}") && artifact.isEmpty()) {
                throw new SlacklineException(
                        Code.INVALID_ARGUMENT,
                        "function " + function.getName() + ": its command names {artifact}, but it has none");
            }
            command.add(word.replace("{artifact}", artifact.orElse("")));
        }
        return command;
    }

    private Map<String, String> environment(FunctionSpec function, Place place) {
        var environment = inherited();
        environment.putAll(function.getEnvironmentMap());
        environment.put("PORT", Integer.toString(place.port()));
        environment.put("SOCKET", place.socket().toString());
        environment.put("SLACKLINE_FUNCTION", function.getName());
        environment.put("SLACKLINE_NODE", node);
        environment.put(OWNER, stateDir.toString());
        return environment;
    }

    private Process spawn(Launch launch) throws InterruptedException {
        var builder = new ProcessBuilder(launch.limits().around(launch.command()))
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        return spawner.start("function " + launch.function(), builder);
    }

    /** On a busy machine a start at low priority could take for ever. */
    private void restoreSoon(ChildProcess process, Launch launch) {
        var _ = CompletableFuture.runAsync(
                () -> {
                    try {
                        priority.restore(process, launch.yield());
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                CompletableFuture.delayedExecutor(LONGEST_LOW_PRIORITY.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** One that the deployment sets is the only one that the program can listen on. */
    private static int port(FunctionSpec function) {
        var fixed = function.getEnvironmentMap().get("PORT");
        if (fixed == null) {
            return freePort();
        }
        if (!fixed.matches("\\d{1,5}")) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "function " + function.getName() + ": PORT in its environment: expected a port number, got \""
                            + fixed + "\"");
        }
        return Integer.parseInt(fixed);
    }

    private static int freePort() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (var probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                log.trace("port {} is taken", port, taken);
            }
        }
        throw new SlacklineException(
                Code.RESOURCE_EXHAUSTED,
                "no free loopback port from " + FIRST_PORT + " to " + (FIRST_PORT + PORTS - 1));
    }

    /** Kills what still lives; their starting thread ends here. */
    @Override
    public void close() {
        watched.keySet().forEach(ProcessInstance::kill);
        forkServer.ifPresent(ForkServer::close);
        spawner.close();
        groups.ifPresent(InstanceGroups::close);
    }
}

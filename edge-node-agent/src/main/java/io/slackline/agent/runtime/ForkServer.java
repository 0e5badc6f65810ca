package io.slackline.agent.runtime;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A warm Python interpreter that is forked for each new instance ({@code fork_server.py}), kept alive by this object. Its instances live no longer
 * than it does: when it dies they are killed by the kernel and it is started anew. Any thread may call it.
 */
final class ForkServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ForkServer.class);
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final int KILLED = 128 + SIGKILL;
    private static final Duration STARTED_LIMIT = Duration.ofSeconds(5);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration READY_PATIENCE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** Starts in a row that do not get as far as being ready; then it is given up. */
    private static final int MOST_FAILURES = 3;
    /** One that lived that long may be replaced at once. */
    private static final Duration STABLE = Duration.ofSeconds(5);

    private final ForkServerConfig config;
    private final Path script;
    private final BoundedLog output;
    private final Map<String, String> environment;
    private final Spawner spawner;
    private final Thread keeper;
    private final AtomicLong number = new AtomicLong();
    private volatile CompletableFuture<Generation> generation = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * @param script where its program is written to
     * @param environment of the interpreter; what it says of the locale holds for all instances
     */
    ForkServer(
            ForkServerConfig config, Path script, BoundedLog output, Map<String, String> environment, Spawner spawner) {
        this.config = config;
        this.script = script;
        this.output = output;
        this.environment = Map.copyOf(environment);
        this.spawner = spawner;
        keeper = Thread.ofPlatform().daemon().name("fork-server").start(this::keepAlive);
    }

    Path python() {
        return config.python();
    }

    /**
     * Starts {@code python3 ARGUMENTS}. Blocks for a few milliseconds, longer while the server itself starts.
     *
     * @throws SlacklineException UNAVAILABLE: this way it cannot be started now
     */
    ChildProcess start(Launch launch, List<String> arguments) throws InterruptedException {
        try {
            var living = generation.get(READY_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return living.fork(launch, arguments);
        } catch (ExecutionException | TimeoutException | IOException failed) {
            var cause = failed instanceof ExecutionException ? failed.getCause() : failed;
            throw new SlacklineException(
                    Code.UNAVAILABLE,
                    "the fork server does not answer: " + (cause == null ? failed : cause.getMessage()),
                    failed);
        }
    }

    private void keepAlive() {
        var pause = Duration.ZERO;
        try {
            Files.createDirectories(script.getParent());
            try (var program = ForkServer.class.getResourceAsStream("/runtime/fork_server.py")) {
                if (program == null) {
                    throw new IOException("runtime/fork_server.py is not on the class path");
                }
                Files.write(script, program.readAllBytes());
            }
            for (int failures = 0; !closed; ) {
                Thread.sleep(pause);
                long begin = System.nanoTime();
                var next = new Generation(launch());
                next.run();
                next.end();
                if (closed) {
                    return;
                }
                if (next.wasReady) {
                    failures = 0;
                    generation = new CompletableFuture<>();
                    log.warn("the fork server died and its instances with it; it starts anew{}", output.tail());
                } else if (++failures == MOST_FAILURES) {
                    unusable("it ended before it was ready" + output.tail());
                    return;
                }
                boolean stable = System.nanoTime() - begin > STABLE.toNanos();
                pause = stable ? Duration.ZERO : pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
            }
        } catch (IOException | SlacklineException failed) {
            unusable(String.valueOf(failed.getMessage()));
        } catch (InterruptedException ending) {
            log.debug("interrupted", ending);
        }
    }

    private void unusable(String why) {
        log.warn("no fork server, Python functions start as fresh interpreters: {}", why);
        generation.completeExceptionally(new SlacklineException(Code.UNAVAILABLE, why));
    }

    private Process launch() throws InterruptedException {
        var builder = new ProcessBuilder(config.python().toString(), script.toString());
        builder.command().addAll(config.preload());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(output.prepare().toFile()));
        return spawner.start("fork server", builder);
    }

    @Override
    public void close() {
        closed = true;
        var present = generation;
        if (!present.completeExceptionally(new SlacklineException(Code.UNAVAILABLE, "the agent ends"))
                && !present.isCompletedExceptionally()) {
            present.join().process.destroyForcibly();
        }
        try {
            keeper.join(CLOSE_PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One life of the server. */
    private final class Generation {
        final Process process;
        final Map<String, Forked> instances = new ConcurrentHashMap<>();
        final DataOutputStream requests;
        volatile boolean wasReady;

        Generation(Process process) {
            this.process = process;
            requests = new DataOutputStream(process.getOutputStream());
        }

        /** Follows its events until it ends. */
        void run() {
            try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
                for (var line = events.readLine(); line != null; line = events.readLine()) {
                    follow(line.split(" ", 3));
                }
            } catch (IOException broken) {
                log.debug("the events of the fork server", broken);
            }
            process.destroyForcibly();
        }

        private void follow(String[] event) {
            if (event[0].equals("ready")) {
                log.info("fork server: {} {} with {} modules is ready", config.python(), event[1], event[2]);
                wasReady = true;
                if (!generation.complete(this)) {
                    process.destroyForcibly();
                }
                return;
            }
            var instance = instances.get(event[1]);
            if (instance == null) {
                log.error("the fork server tells of an unknown instance: {}", String.join(" ", event));
                return;
            }
            switch (event[0]) {
                case "started" -> instance.started(Long.parseLong(event[2]));
                case "failed" -> {
                    instances.remove(event[1]);
                    instance.started.completeExceptionally(new IOException(event[2]));
                }
                case "ended" -> {
                    instances.remove(event[1]);
                    instance.ended(Integer.parseInt(event[2]));
                }
                default -> log.error("the fork server says what nobody understands: {}", String.join(" ", event));
            }
        }

        void end() {
            for (var instance : instances.values()) {
                instance.started.completeExceptionally(new IOException("the fork server died"));
                instance.ended(KILLED);
            }
        }

        Forked fork(Launch launch, List<String> arguments)
                throws IOException, InterruptedException, ExecutionException, TimeoutException {
            var id = Long.toString(number.incrementAndGet());
            var instance = new Forked(this, id);
            instances.put(id, instance);
            var yield = launch.yield();
            var message = new Message()
                    .field("start", id)
                    .field("cwd", launch.directory().toString());
            message.field("log", launch.log().toString());
            arguments.forEach(argument -> message.field("arg", argument));
            launch.environment().forEach((name, value) -> message.field("env", name + "=" + value));
            for (var group : launch.group().directories()) {
                message.field("join", group.resolve("cgroup.procs").toString());
            }
            yield.group()
                    .ifPresent(group ->
                            message.field("join", group.resolve("cgroup.procs").toString()));
            launch.limits().values().forEach((name, value) -> message.field("limit", name + ":" + value));
            if (!yield.cores().isEmpty()) {
                message.field(
                        "cpus", yield.cores().stream().map(String::valueOf).collect(Collectors.joining(",")));
            }
            if (yield.autogroup()) {
                message.field("nice", "19");
            }
            if (yield.idlePolicy()) {
                message.field("idle", "");
            }
            send(message);
            try {
                instance.started.get(STARTED_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                return instance;
            } catch (InterruptedException | TimeoutException unwanted) {
                instance.kill();
                throw unwanted;
            }
        }

        void signal(String id, int which) {
            try {
                send(new Message().field("signal", id).field("number", Integer.toString(which)));
            } catch (IOException died) {
                log.debug("the fork server is gone, and instance {} with it", id, died);
            }
        }

        private void send(Message message) throws IOException {
            synchronized (requests) {
                requests.writeInt(message.bytes.size());
                message.bytes.writeTo(requests);
                requests.flush();
            }
        }
    }

    /** Fields NAME=VALUE, each ended by a NUL. */
    private static final class Message {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

        Message field(String name, String value) {
            if (value.indexOf('\0') >= 0) {
                throw new SlacklineException(
                        Code.INVALID_ARGUMENT, name + ": a NUL cannot be in a command or an environment");
            }
            bytes.writeBytes((name + "=" + value).getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            return this;
        }
    }

    private static final class Forked implements ChildProcess {
        private final Generation server;
        private final String id;
        private final CompletableFuture<Long> started = new CompletableFuture<>();
        private final CompletableFuture<Integer> exited = new CompletableFuture<>();

        Forked(Generation server, String id) {
            this.server = server;
            this.id = id;
        }

        void started(long pid) {
            started.complete(pid);
        }

        /** What follows is work of others: not on the thread that reads events. */
        void ended(int status) {
            var _ = exited.completeAsync(() -> status, Thread::startVirtualThread);
        }

        @Override
        public long pid() {
            return started.join();
        }

        @Override
        public boolean isAlive() {
            return !exited.isDone();
        }

        @Override
        public CompletableFuture<Integer> exited() {
            return exited;
        }

        @Override
        public void pause() {
            server.signal(id, SIGSTOP);
        }

        @Override
        public void resume() {
            server.signal(id, SIGCONT);
        }

        @Override
        public void terminate() {
            server.signal(id, SIGTERM);
        }

        @Override
        public void kill() {
            server.signal(id, SIGKILL);
        }
    }
}

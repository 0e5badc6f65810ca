package io.slackline.agent.runtime;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process with its descendants, its directory, socket and log. */
final class ProcessInstance implements RunningInstance, Start.Pausable {
    private static final Logger log = LoggerFactory.getLogger(ProcessInstance.class);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);

    private final String name;
    private final ChildProcess process;
    private final BoundedLog logFile;
    private final CompletableFuture<String> ended;
    private volatile String killedFor = "";
    private volatile @Nullable SocketAddress address;

    ProcessInstance(Place place, ChildProcess process, BoundedLog logFile, InstanceGroups.Group group) {
        name = place.name();
        this.process = process;
        this.logFile = logFile;
        ended = process.exited().thenApply(status -> {
            var verdict = group.verdict().map(why -> ", " + why).orElse("");
            var how = "exit code " + status + killedFor + verdict + logFile.tail();
            group.remove();
            place.remove();
            return how;
        });
    }

    void ready(SocketAddress where) {
        address = where;
    }

    /** An instance that accepts connections and never answers would hold its starter for ever. */
    void killUnlessReadyIn(Duration limit) {
        var _ = CompletableFuture.runAsync(
                () -> {
                    if (address == null) {
                        kill();
                    }
                },
                CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** What the process and its descendants hold in memory. */
    long residentBytes() {
        return ProcessFamily.of(process.pid()).map(ProcessFamily::memoryBytes).sum();
    }

    void killFor(String reason) {
        killedFor = ", killed: " + reason;
        kill();
    }

    void trimLog() {
        try {
            logFile.trim();
        } catch (IOException refused) {
            log.warn("the log of {} cannot be cut: {}", name, refused.toString());
        }
    }

    @Override
    public SocketAddress address() {
        var ready = address;
        if (ready == null) {
            throw new IllegalStateException("instance " + name + " is not ready");
        }
        return ready;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public boolean probe() {
        return process.isAlive() && Readiness.answersWithin(address(), PROBE_LIMIT);
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void resume() {
        process.resume();
    }

    @Override
    public void stop() {
        process.terminate();
        var _ = CompletableFuture.runAsync(
                this::kill, CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void kill() {
        if (process.isAlive()) {
            ProcessFamily.killDescendants(process.pid());
            process.kill();
        }
    }
}

package io.slackline.agent.runtime;

import io.slackline.agent.sched.Scheduling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process with its descendants, its directory, socket and log. */
final class ProcessInstance implements RunningInstance {
    private static final Logger log = LoggerFactory.getLogger(ProcessInstance.class);
    private static final long PAGE_BYTES = 4096;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final String name;
    private final Process process;
    private final Scheduling scheduling;
    private final BoundedLog logFile;
    private final CompletableFuture<String> ended;
    private volatile String killedFor = "";
    private volatile @Nullable SocketAddress address;

    ProcessInstance(
            String name, Process process, Path directory, Path socket, BoundedLog logFile, Scheduling scheduling) {
        this.name = name;
        this.process = process;
        this.scheduling = scheduling;
        this.logFile = logFile;
        ended = process.onExit().thenApply(gone -> {
            scheduling.killGroup(process.pid());
            var how = "exit code " + process.exitValue() + killedFor + logFile.tail();
            try {
                WorkDirectory.delete(directory);
                Files.deleteIfExists(socket);
            } catch (IOException | UncheckedIOException leftBehind) {
                log.warn("cannot remove what instance {} left: {}", name, leftBehind.toString());
            }
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

    /** Resident memory of the process and its descendants, shared pages counted each time. Source: proc_pid_statm(5). */
    long residentBytes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(each -> residentBytes(each.pid()))
                .sum();
    }

    private static long residentBytes(long pid) {
        try {
            return Long.parseLong(
                            Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ")[1])
                    * PAGE_BYTES;
        } catch (IOException gone) {
            return 0;
        }
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
    public void stop() {
        if (!scheduling.terminateGroup(process.pid())) {
            process.destroy();
        }
        var _ = CompletableFuture.runAsync(
                this::kill, CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void kill() {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            scheduling.killGroup(process.pid());
            process.destroyForcibly();
        }
    }
}

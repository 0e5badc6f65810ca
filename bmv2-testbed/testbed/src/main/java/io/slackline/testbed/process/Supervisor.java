package io.slackline.testbed.process;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Starts children and stops them in the reverse order. The first child that ends unasked fails the whole run: every wait that goes
 * through here then throws, naming the child, its exit code and its last words. Thread-safe.
 */
public final class Supervisor implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Duration AFTER_KILL = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Path logDirectory;
    private final Deque<ManagedProcess> running = new ArrayDeque<>();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private boolean closed;

    public Supervisor(Path logDirectory) {
        this.logDirectory = logDirectory;
    }

    /** Starts a child whose standard output and error go to its log. */
    public ManagedProcess start(ProcessSpec spec) {
        return start(spec, ProcessBuilder.Redirect.DISCARD, Life.LONG);
    }

    /** Starts a child whose standard output this process reads; standard error goes to its log. */
    public ManagedProcess startPiped(ProcessSpec spec) {
        return start(spec, ProcessBuilder.Redirect.PIPE, Life.LONG);
    }

    /** Starts a child that ends by itself, whose standard output this process reads. */
    public ManagedProcess startTask(ProcessSpec spec) {
        return start(spec, ProcessBuilder.Redirect.PIPE, Life.TASK);
    }

    private enum Life {
        LONG,
        TASK
    }

    private ManagedProcess start(ProcessSpec spec, ProcessBuilder.Redirect output, Life life) {
        File log = logDirectory.resolve(spec.name() + ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(spec.commandLine());
        builder.environment().putAll(spec.environment());
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log);
        builder.redirectError(toLog);
        builder.redirectOutput(output.equals(ProcessBuilder.Redirect.PIPE) ? output : toLog);
        synchronized (this) {
            if (closed) {
                throw new SlacklineException(Code.UNAVAILABLE, "stopping; not starting " + spec.name());
            }
            try {
                ManagedProcess child = new ManagedProcess(spec, builder.start(), log.toPath());
                if (life == Life.TASK) {
                    child.expectExit();
                }
                running.push(child);
                var _ = child.process().onExit().thenAccept(process -> ended(child));
                return child;
            } catch (IOException e) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION, "cannot start %s: %s".formatted(spec.name(), e.getMessage()), e);
            }
        }
    }

    private void ended(ManagedProcess child) {
        synchronized (this) {
            running.remove(child);
        }
        if (!child.exitExpected()) {
            failure.completeExceptionally(new SlacklineException(
                    Code.INTERNAL,
                    "%s (process %d) ended by itself with exit code %d. Its last lines:\n%s"
                            .formatted(
                                    child.name(),
                                    child.pid(),
                                    child.process().exitValue(),
                                    child.tail().indent(4))));
        }
    }

    /** Throws when a child has ended unasked. */
    public void check() {
        if (failure.isCompletedExceptionally()) {
            Throwable cause = failure.exceptionNow();
            throw cause instanceof SlacklineException known ? known : new IllegalStateException(cause);
        }
    }

    /** Polls until the condition holds. Errors: DEADLINE_EXCEEDED with {@code what}; whatever {@link #check} finds. */
    public void await(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            check();
            if (System.nanoTime() - deadline > 0) {
                throw new SlacklineException(
                        Code.DEADLINE_EXCEEDED,
                        "not within %d s: %s; logs are in %s".formatted(limit.toSeconds(), what, logDirectory));
            }
            pause(POLL);
        }
    }

    /** Sleeps, awake to a child's death every 10 ms. */
    public void sleep(Duration duration) {
        long deadline = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - deadline < 0) {
            check();
            pause(POLL);
        }
    }

    public Path logDirectory() {
        return logDirectory;
    }

    /** Asks every child to end, the youngest first, and kills what has not after three seconds in all. */
    @Override
    public void close() {
        List<ManagedProcess> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(running);
        }
        all.forEach(ManagedProcess::terminate);
        long deadline = System.nanoTime() + GRACE.toNanos();
        all.forEach(child -> child.awaitExit(Duration.ofNanos(deadline - System.nanoTime())));
        all.stream()
                .filter(ManagedProcess::isAlive)
                .forEach(child -> child.process().destroyForcibly());
        long end = System.nanoTime() + AFTER_KILL.toNanos();
        all.forEach(child -> child.awaitExit(Duration.ofNanos(end - System.nanoTime())));
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }
}

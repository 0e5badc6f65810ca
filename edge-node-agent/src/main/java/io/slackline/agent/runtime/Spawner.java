package io.slackline.agent.runtime;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts processes that lead a session of their own and never outlive the agent: the kernel kills them when the thread that started them dies
 * (prctl(2), PR_SET_PDEATHSIG, through setpriv(1)). That signal is tied to the <em>thread</em>, so all are started from one thread that lives as long
 * as this object.
 */
final class Spawner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spawner.class);

    private final List<String> wrapper = wrapper();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("slackline-spawner").daemon().factory());

    private static List<String> wrapper() {
        var wrapper = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
            wrapper.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL", "--"));
        } else {
            log.warn(
                    "setpriv (util-linux) is missing: instances may survive a crash of the agent until it starts again");
        }
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            wrapper.add("/usr/bin/setsid");
        }
        return List.copyOf(wrapper);
    }

    /** @throws SlacklineException INVALID_ARGUMENT: {@code what} cannot be started */
    Process start(String what, ProcessBuilder builder) throws InterruptedException {
        var command = List.copyOf(builder.command());
        var all = new ArrayList<>(wrapper);
        all.addAll(command);
        builder.command(all);
        var started = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return builder.start();
                    } catch (IOException failed) {
                        throw new SlacklineException(
                                Code.INVALID_ARGUMENT,
                                what + ": the command " + command + " cannot be started: " + failed.getMessage(),
                                failed);
                    }
                },
                thread);
        try {
            return started.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof SlacklineException known
                    ? known
                    : new SlacklineException(Code.INTERNAL, "cannot start a process", failed);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                log.warn("a process is still being started");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

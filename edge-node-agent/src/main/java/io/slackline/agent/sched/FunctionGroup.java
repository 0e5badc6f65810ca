package io.slackline.agent.sched;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control group of an agent's instances. One of the same name that a crashed agent left behind is emptied and removed first. Sources: the
 * kernel's cgroup-v2.rst ({@code cpu.idle}, {@code cpu.weight}), sched-design-CFS.rst ({@code cpu.shares}); v1 has {@code cpu.idle} since Linux 5.15.
 */
public final class FunctionGroup implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FunctionGroup.class);
    private static final int ATTEMPTS = 200;
    private static final long PAUSE_MILLIS = 5;

    private final Path directory;

    /**
     * Makes it.
     *
     * @throws SlacklineException INVALID_ARGUMENT: there can be no such group
     */
    public FunctionGroup(Path parent, String node, boolean idle) {
        directory = parent.resolve("slackline-" + node);
        try {
            if (Files.isDirectory(directory)) {
                log.warn("removing control group {}, which an earlier agent left behind", directory);
                remove();
            }
            Files.createDirectory(directory);
            if (idle) {
                makeIdle();
            }
        } catch (IOException refused) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "functionScheduling.cgroup: no group for instances can be made below " + parent + ": " + refused,
                    refused);
        }
    }

    private void makeIdle() throws IOException {
        if (write("cpu.idle", "1") || write("cpu.shares", "2") || write("cpu.weight", "1")) {
            return;
        }
        throw new IOException(
                directory + " has none of cpu.idle, cpu.shares and cpu.weight; is the cpu controller on?");
    }

    private boolean write(String file, String value) {
        try {
            var path = directory.resolve(file);
            if (!Files.exists(path)) {
                return false;
            }
            Files.writeString(path, value);
            return true;
        } catch (IOException refused) {
            log.info("{} cannot be set: {}", file, refused.toString());
            return false;
        }
    }

    public Path directory() {
        return directory;
    }

    /** Kills what is still in it. */
    private void remove() throws IOException {
        for (int attempt = 1; ; attempt++) {
            for (var line : Files.readAllLines(directory.resolve("cgroup.procs"))) {
                ProcessHandle.of(Long.parseLong(line)).ifPresent(ProcessHandle::destroyForcibly);
            }
            try {
                Files.delete(directory);
                return;
            } catch (IOException busy) {
                if (attempt == ATTEMPTS) {
                    throw busy;
                }
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Removes it, after its instances. */
    @Override
    public void close() {
        try {
            remove();
        } catch (IOException stays) {
            log.warn("control group {} cannot be removed: {}", directory, stays.toString());
        }
    }
}

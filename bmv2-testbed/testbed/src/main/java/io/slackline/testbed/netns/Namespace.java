package io.slackline.testbed.netns;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.linux.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace by its name under {@code /run/netns}; the empty name is the one that the testbed itself runs in.
 */
public record Namespace(String name) {
    public static final Namespace BASE = new Namespace("");

    public boolean isBase() {
        return name.isEmpty();
    }

    /** Runs the work on a platform thread of its own inside this namespace, and ends the thread. */
    public <T> T call(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return work.call();
        });
        Thread.ofPlatform().name("netns-" + name).daemon().start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted while working in namespace " + name, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SlacklineException known) {
                throw known;
            }
            throw new SlacklineException(Code.INTERNAL, "work in namespace " + name + " failed: " + e.getCause(), e);
        }
    }

    /** As {@link #call}, without a result. */
    public void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }

    /** The command, to be run inside this namespace; the process keeps its id, nsenter(1) replaces itself. */
    public List<String> wrap(List<String> command) {
        if (isBase()) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name, "--"));
        wrapped.addAll(command);
        return wrapped;
    }

    /** All processes that are in it now; of the base namespace too. */
    public List<ProcessHandle> processes() {
        Object wanted = inode(isBase() ? Path.of("/proc/self/ns/net") : Path.of("/run/netns", name));
        return ProcessHandle.allProcesses()
                .filter(process -> inode(Path.of("/proc", Long.toString(process.pid()), "ns/net"))
                        .equals(wanted))
                .toList();
    }

    /** What stat(2) says of a namespace's file; empty for one that is gone. */
    private static Object inode(Path namespaceFile) {
        try {
            return Files.getAttribute(namespaceFile, "unix:ino");
        } catch (IOException ended) {
            return "";
        }
    }

    private void enter() {
        if (isBase()) {
            return;
        }
        int fd = Libc.open("/run/netns/" + name, 0);
        try {
            Libc.setns(fd, Libc.CLONE_NEWNET);
        } finally {
            Libc.close(fd);
        }
    }
}

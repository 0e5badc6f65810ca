package io.slackline.agent.runtime;

import io.slackline.agent.sched.Scheduling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/**
 * The first process of a container, seen from outside. A process that the agent started made the process namespace which the container is in: when it
 * dies, the kernel kills all of them (pid_namespaces(7)), and its exit status is the container's.
 */
final class ContainerProcess implements ChildProcess {
    /** Of proc_pid_stat(5), counted behind the name of the program. */
    private static final int SESSION = 3;

    private final LaunchedProcess outer;
    private final long first;
    private final Scheduling scheduling;

    private ContainerProcess(LaunchedProcess outer, long first, Scheduling scheduling) {
        this.outer = outer;
        this.first = first;
        this.scheduling = scheduling;
    }

    /**
     * Waits until the container's first process leads its session, or {@code outer} has ended; kills {@code outer} when interrupted. It looks each millisecond of
     * the few dozen that crun takes, because no event tells: crun's pid file has the number in the container's own namespace, and who becomes the leader of a
     * session is told to nobody.
     */
    static ContainerProcess in(LaunchedProcess outer, Scheduling scheduling) throws InterruptedException {
        var first = Optional.<Long>empty();
        try {
            while (first.isEmpty() && outer.isAlive()) {
                Thread.sleep(1);
                first = below(outer.pid())
                        .flatMap(ContainerProcess::below)
                        .filter(ContainerProcess::leadsSession)
                        .boxed()
                        .findFirst();
            }
        } catch (InterruptedException interrupted) {
            outer.kill();
            throw interrupted;
        }
        return new ContainerProcess(outer, first.orElse(outer.pid()), scheduling);
    }

    private static LongStream below(long pid) {
        try {
            var children = Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children"));
            return Arrays.stream(children.split(" "))
                    .filter(child -> !child.isBlank())
                    .mapToLong(Long::parseLong);
        } catch (IOException gone) {
            return LongStream.empty();
        }
    }

    private static boolean leadsSession(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[SESSION]) == pid;
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public long pid() {
        return first;
    }

    @Override
    public boolean isAlive() {
        return outer.isAlive();
    }

    @Override
    public CompletableFuture<Integer> exited() {
        return outer.exited();
    }

    @Override
    public void pause() {
        scheduling.stopGroup(first);
    }

    @Override
    public void resume() {
        scheduling.continueGroup(first);
    }

    @Override
    public void terminate() {
        scheduling.terminateGroup(first);
    }

    @Override
    public void kill() {
        outer.kill();
    }
}

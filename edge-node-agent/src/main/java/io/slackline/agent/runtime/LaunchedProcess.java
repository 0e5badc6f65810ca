package io.slackline.agent.runtime;

import io.slackline.agent.sched.Scheduling;
import java.util.concurrent.CompletableFuture;

/** A process that the agent started itself. */
final class LaunchedProcess implements ChildProcess {
    private final Process process;
    private final Scheduling scheduling;
    private final CompletableFuture<Integer> exited;

    LaunchedProcess(Process process, Scheduling scheduling) {
        this.process = process;
        this.scheduling = scheduling;
        exited = process.onExit().thenApply(gone -> {
            scheduling.killGroup(process.pid());
            return process.exitValue();
        });
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public CompletableFuture<Integer> exited() {
        return exited;
    }

    @Override
    public void pause() {
        scheduling.stopGroup(process.pid());
    }

    @Override
    public void resume() {
        scheduling.continueGroup(process.pid());
    }

    @Override
    public void terminate() {
        if (process.isAlive() && !scheduling.terminateGroup(process.pid())) {
            process.destroy();
        }
    }

    @Override
    public void kill() {
        if (process.isAlive()) {
            scheduling.killGroup(process.pid());
            process.destroyForcibly();
        }
    }
}

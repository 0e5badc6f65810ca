package io.slackline.agent.runtime;

import java.util.concurrent.CompletableFuture;

/** The first process of an instance, however it was started; it leads a process group. Any thread may call it. */
interface ChildProcess {
    long pid();

    boolean isAlive();

    /** Completes with its exit status, 128 + signal for a killed one, when it has ended. */
    CompletableFuture<Integer> exited();

    /** Halts its process group, until {@link #resume}. */
    void pause();

    void resume();

    /** Asks its process group to end. */
    void terminate();

    /** Ends its process group now. */
    void kill();
}

package io.slackline.agent.runtime;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.SlacklineException;

/** A way of running functions. */
public interface FunctionRuntime {
    /** What a start may disturb. */
    enum Urgency {
        /** Nothing that runs already: it stays at low priority until it is ready. */
        IN_BACKGROUND,
        /** Requests wait for it. */
        AT_ONCE
    }

    /**
     * Starts an instance and returns when it answers requests. Blocks; called on a virtual thread.
     *
     * @throws SlacklineException INVALID_ARGUMENT (the specification cannot be run here), FAILED_PRECONDITION (it ended before it was ready,
     *     with the end of its log), DEADLINE_EXCEEDED (not ready in time), UNAVAILABLE (its artifact cannot be fetched now)
     * @throws InterruptedException nothing is left running
     */
    RunningInstance start(FunctionSpec function, Urgency urgency) throws InterruptedException;
}

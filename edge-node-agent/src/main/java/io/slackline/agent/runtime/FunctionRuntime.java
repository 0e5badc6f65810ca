package io.slackline.agent.runtime;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.SlacklineException;

/** A way of running functions. */
public interface FunctionRuntime {
    /**
     * Starts an instance and returns when it answers requests. Blocks; called on a virtual thread.
     *
     * @throws SlacklineException INVALID_ARGUMENT (the specification cannot be run here), FAILED_PRECONDITION (it ended before it was ready,
     *     with the end of its log), DEADLINE_EXCEEDED (not ready in time), UNAVAILABLE (its artifact cannot be fetched now)
     * @throws InterruptedException nothing is left running
     */
    RunningInstance start(FunctionSpec function, Start start) throws InterruptedException;
}

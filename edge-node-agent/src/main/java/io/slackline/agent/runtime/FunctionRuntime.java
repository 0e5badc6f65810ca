package io.slackline.agent.runtime;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.SlacklineException;
import org.slf4j.LoggerFactory;

/** A way of running functions. */
public interface FunctionRuntime {
    /** Told what became of a start, once, on any thread; not told when it was given up. */
    interface Outcome {
        void started(RunningInstance running);

        /** An Error as well: it ends a start, not the agent. */
        void failed(Throwable why);
    }

    /**
     * Starts an instance and returns when it answers requests. Blocks; called on a virtual thread.
     *
     * @throws SlacklineException INVALID_ARGUMENT (the specification cannot be run here), FAILED_PRECONDITION (it ended before it was ready,
     *     with the end of its log), DEADLINE_EXCEEDED (not ready in time), UNAVAILABLE (its artifact cannot be fetched now)
     * @throws InterruptedException nothing is left running
     */
    RunningInstance start(FunctionSpec function, Start start) throws InterruptedException;

    /** Whether its instances take the body of a request while it is still arriving; others get whole requests of bounded size. */
    default boolean streamsBodies() {
        return false;
    }

    /** As {@link #start}, on a virtual thread of its own. Returns at once what gives it up. */
    default Runnable begin(FunctionSpec function, Start start, Outcome outcome) {
        return Thread.ofVirtual().name("start-" + function.getName()).start(() -> {
            RunningInstance running;
            try {
                running = start(function, start);
            } catch (InterruptedException unwanted) {
                LoggerFactory.getLogger(FunctionRuntime.class).debug("function {}: start given up", function.getName());
                return;
            } catch (RuntimeException | Error failed) {
                outcome.failed(failed);
                return;
            }
            outcome.started(running);
        })::interrupt;
    }
}

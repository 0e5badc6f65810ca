package io.slackline.p4switch.trace;

/** Something whose packets can be traced. */
public interface Traceable {

    /**
     * Traces packets for a session, until it is detached.
     *
     * @throws io.slackline.p4switch.target.TargetException FAILED_PRECONDITION without a program, INVALID_ARGUMENT for a filter on what the
     *     program does not have
     */
    void attach(TraceSession session);

    /** Stops, if it has not stopped; packets go on as before. */
    void detach(TraceSession session);
}

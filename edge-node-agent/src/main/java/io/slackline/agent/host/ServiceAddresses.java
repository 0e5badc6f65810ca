package io.slackline.agent.host;

/** Makes service addresses local to this node. Calls block and may come from any thread. */
public interface ServiceAddresses {
    /** Local from now on. Throws SlacklineException FAILED_PRECONDITION when that is not possible here. */
    void add(String ip);

    /** Local no more; one that never was is fine. */
    void remove(String ip);
}

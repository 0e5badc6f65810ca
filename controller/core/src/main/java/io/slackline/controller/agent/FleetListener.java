package io.slackline.controller.agent;

/** Hears of the agents. Called on the threads of their streams; must not block. */
public interface FleetListener {
    /** A status of the function arrived from the node. */
    void functionReported(String node, String function);

    /** The node has a stream again, or for the first time. */
    void nodeReturned(String node);

    /** The node's stream broke. */
    void nodeLost(String node);
}

package io.slackline.controller.policy;

import java.util.List;

/** One reason to move functions. Looked at by one thread, at every tick; keeps what it must remember between two looks. */
interface Rule {
    /** The most urgent first. Nothing when the rule is off; it then forgets what it remembered. */
    List<Proposal> look(Situation situation);

    /**
     * A move that would do good.
     *
     * @param from a node that serves the function
     * @param to a fit node that does not
     * @param why for people, after "moved because"
     */
    record Proposal(String function, String from, String to, String why) {}
}

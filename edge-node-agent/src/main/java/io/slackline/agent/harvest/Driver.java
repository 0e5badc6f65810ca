package io.slackline.agent.harvest;

import java.io.IOException;
import java.time.Duration;

/** One way to make a network function's packets come in bursts. */
interface Driver {
    /** What it acts on, for messages. */
    String name();

    /**
     * Packets may be held so long to gather others from now on; zero gives back what was before.
     *
     * @throws IOException what the system said; how much is held now is unknown
     */
    void hold(Duration hold) throws IOException;
}

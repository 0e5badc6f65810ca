package io.slackline.agent.ingress;

/** A connection of a client. Belongs to the event loop. */
public interface ClientConnection {
    /** Ends when its present requests are answered; for a function that is gone. */
    void leave();
}

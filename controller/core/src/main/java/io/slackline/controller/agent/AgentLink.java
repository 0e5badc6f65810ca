package io.slackline.controller.agent;

import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.Registered;
import io.slackline.common.SlacklineException;

/** The controller's end of one agent's stream. No method blocks; a stream that is gone swallows what it is given. */
public interface AgentLink {
    void send(Registered registered);

    /** Where the agent cannot keep up, only the latest is delivered. */
    void send(Assignments assignments);

    void close(SlacklineException reason);
}

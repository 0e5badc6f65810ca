package io.slackline.controller.agent;

import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.Registered;
import io.slackline.common.SlacklineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what an agent would have received. */
final class FakeLink implements AgentLink {
    final List<Registered> welcomes = new ArrayList<>();
    final List<Assignments> orders = new ArrayList<>();
    Optional<SlacklineException> closed = Optional.empty();

    @Override
    public void send(Registered registered) {
        welcomes.add(registered);
    }

    @Override
    public void send(Assignments assignments) {
        orders.add(assignments);
    }

    @Override
    public void close(SlacklineException reason) {
        closed = Optional.of(reason);
    }
}

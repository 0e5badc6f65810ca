package io.slackline.controller.api;

import io.grpc.Channel;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.Registered;
import java.util.HashMap;
import java.util.Map;

/** {@link FakeAgent}s by name. */
public final class FakeAgents {
    private final Channel channel;
    private final Map<String, FakeAgent> agents = new HashMap<>();

    public FakeAgents(Channel channel) {
        this.channel = channel;
    }

    /** Waits for the controller's welcome; throws what it refuses with. */
    public Registered join(String name, long bootEpoch) throws Exception {
        var agent = new FakeAgent(channel, name, bootEpoch);
        var welcome = agent.welcome();
        agents.put(name, agent);
        agent.hasSlack(500);
        return welcome;
    }

    public Assignments orders(String name) {
        return agents.get(name).orders();
    }

    public void leave(String name) {
        agents.get(name).leave();
    }
}

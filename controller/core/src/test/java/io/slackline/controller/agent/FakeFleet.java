package io.slackline.controller.agent;

import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.NodeMetrics;
import io.slackline.api.v1.SlackSample;
import io.slackline.controller.time.Timekeeper;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Agents that say what the test makes them say. */
public final class FakeFleet implements Fleet {
    private final Timekeeper time;
    private final Map<String, Reported> statuses = new HashMap<>();
    private final Map<String, NodeMetrics> metrics = new HashMap<>();
    private final Map<String, Long> away = new HashMap<>();

    public FakeFleet(Timekeeper time) {
        this.time = time;
    }

    public void report(String node, FunctionStatus status) {
        statuses.put(node + "/" + status.getFunction(), new Reported(status, time.nanos()));
    }

    public void slack(String node, int millicores) {
        metrics.put(
                node,
                NodeMetrics.newBuilder()
                        .setSlack(SlackSample.newBuilder().setSlackMillicores(millicores))
                        .build());
    }

    public void sample(String node, SlackSample sample) {
        metrics.put(node, NodeMetrics.newBuilder().setSlack(sample).build());
    }

    public void lose(String node) {
        away.put(node, time.nanos());
    }

    public void bringBack(String node) {
        away.remove(node);
    }

    @Override
    public Optional<Reported> reported(String node, String function) {
        return Optional.ofNullable(statuses.get(node + "/" + function));
    }

    @Override
    public Optional<NodeMetrics> metrics(String node) {
        return Optional.ofNullable(metrics.get(node));
    }

    @Override
    public OptionalLong awaySinceNanos(String node) {
        return away.containsKey(node) ? OptionalLong.of(away.get(node)) : OptionalLong.empty();
    }

    @Override
    public long lastSeenMicros(String node) {
        return 0;
    }
}

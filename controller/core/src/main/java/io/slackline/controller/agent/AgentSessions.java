package io.slackline.controller.agent;

import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.NodeMetrics;
import io.slackline.api.v1.Register;
import io.slackline.api.v1.Registered;
import io.slackline.api.v1.SlackSample;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.time.Timekeeper;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Who is connected, what they said last, and who must be told what. Safe for use by any thread; no method blocks. */
public final class AgentSessions implements Fleet {
    private final Cluster cluster;
    private final EventLog events;
    private final Timekeeper time;
    private final long startedNanos;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final List<FleetListener> listeners = new CopyOnWriteArrayList<>();

    public AgentSessions(Cluster cluster, EventLog events, Timekeeper time) {
        this.cluster = cluster;
        this.events = events;
        this.time = time;
        startedNanos = time.nanos();
        cluster.listen(this::changed);
    }

    public void listen(FleetListener listener) {
        listeners.add(listener);
    }

    /**
     * Refuses a second living agent of the same name. Asked before the node is registered.
     * Errors: ALREADY_EXISTS while the stream of another start of the agent lives.
     */
    public void admit(String node, long bootEpoch) {
        session(node).admit(bootEpoch);
    }

    /** From now on the link is the node's; an older link of the same start of the agent is closed. */
    public void attach(NodeEntry node, AgentLink link, Registered welcome, Register register) {
        session(node.name()).attach(link, welcome, register);
        register.getHostedList().forEach(status -> reported(node.name(), status));
        push(node.name());
        listeners.forEach(listener -> listener.nodeReturned(node.name()));
    }

    /** The link's stream ended. Of no effect when the node has another by now. */
    public void detach(String node, AgentLink link, String reason) {
        if (session(node).detach(link)) {
            events.warning("node.away", node, reason);
            listeners.forEach(listener -> listener.nodeLost(node));
        }
    }

    public void reported(String node, FunctionStatus status) {
        session(node).reported(status);
        listeners.forEach(listener -> listener.functionReported(node, status.getFunction()));
    }

    public void measured(String node, NodeMetrics metrics) {
        session(node).measured(metrics);
        metrics.getFunctionsList().forEach(status -> reported(node, status));
    }

    /** Of the node's metrics, only the slack is new. */
    public void measured(String node, SlackSample slack) {
        session(node).measured(slack);
    }

    @Override
    public Optional<Reported> reported(String node, String function) {
        return Optional.ofNullable(session(node).statuses.get(function));
    }

    @Override
    public Optional<NodeMetrics> metrics(String node) {
        return Optional.ofNullable(session(node).metrics);
    }

    @Override
    public OptionalLong awaySinceNanos(String node) {
        return session(node).awaySince();
    }

    @Override
    public long lastSeenMicros(String node) {
        return session(node).seenMicros;
    }

    private Session session(String node) {
        return sessions.computeIfAbsent(node, Session::new);
    }

    private void push(String node) {
        session(node).push();
    }

    private void changed(Snapshot before, Snapshot after) {
        var touched = new HashSet<String>();
        for (var name : union(before.functions().keySet(), after.functions().keySet())) {
            var old = before.functions().get(name);
            var now = after.functions().get(name);
            if (old == null || !old.equals(now)) {
                touched.addAll(hosts(old));
                touched.addAll(hosts(now));
            }
            if (now == null) {
                sessions.values().forEach(session -> session.statuses.remove(name));
            }
        }
        for (var node : after.nodes().values()) {
            var old = before.nodes().get(node.name());
            if (old != null && old.draining() != node.draining()) {
                touched.add(node.name());
            }
        }
        if (!before.nodes().keySet().equals(after.nodes().keySet())) {
            // Everyone's neighbours may have changed.
            touched.addAll(sessions.keySet());
        }
        touched.forEach(this::push);
    }

    private static Collection<String> hosts(@Nullable FunctionEntry function) {
        return function == null ? List.of() : function.assignments().keySet();
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        var all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }

    /** One node's; lives as long as the controller, across streams. */
    private final class Session {
        private final String node;
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<String, Reported> statuses = new ConcurrentHashMap<>();
        private @Nullable AgentLink link;
        private @Nullable Assignments lastSent;
        private long bootEpoch;
        private long awaySinceNanos = startedNanos;
        private volatile @Nullable NodeMetrics metrics;
        private volatile long seenMicros;

        Session(String node) {
            this.node = node;
        }

        void admit(long epoch) {
            lock.lock();
            try {
                if (link != null && bootEpoch != epoch) {
                    throw new SlacklineException(
                            Code.ALREADY_EXISTS,
                            "a living agent has registered as node " + node
                                    + "; give this one another name or stop the other");
                }
            } finally {
                lock.unlock();
            }
        }

        void attach(AgentLink fresh, Registered welcome, Register register) {
            lock.lock();
            try {
                admit(register.getBootEpoch());
                if (link != null) {
                    link.close(new SlacklineException(Code.UNAVAILABLE, "node " + node + " has a newer stream"));
                }
                var hosted = new HashMap<String, Reported>();
                register.getHostedList()
                        .forEach(status -> hosted.put(status.getFunction(), new Reported(status, time.nanos())));
                statuses.clear();
                statuses.putAll(hosted);
                link = fresh;
                lastSent = null;
                bootEpoch = register.getBootEpoch();
                seenMicros = time.micros();
                fresh.send(welcome);
            } finally {
                lock.unlock();
            }
        }

        boolean detach(AgentLink gone) {
            lock.lock();
            try {
                if (!gone.equals(link)) {
                    return false;
                }
                link = null;
                awaySinceNanos = time.nanos();
                return true;
            } finally {
                lock.unlock();
            }
        }

        /** The newest orders, read under the lock: what is sent last is never older than what was sent before. */
        void push() {
            lock.lock();
            try {
                var orders = Orders.of(cluster.snapshot(), node);
                if (link != null && !orders.equals(lastSent)) {
                    lastSent = orders;
                    link.send(orders);
                }
            } finally {
                lock.unlock();
            }
        }

        void reported(FunctionStatus status) {
            seenMicros = time.micros();
            statuses.put(status.getFunction(), new Reported(status, time.nanos()));
        }

        void measured(NodeMetrics sample) {
            lock.lock();
            try {
                seenMicros = time.micros();
                metrics = sample;
            } finally {
                lock.unlock();
            }
        }

        void measured(SlackSample slack) {
            lock.lock();
            try {
                seenMicros = time.micros();
                var before = metrics == null ? NodeMetrics.getDefaultInstance() : metrics;
                metrics = before.toBuilder().setSlack(slack).build();
            } finally {
                lock.unlock();
            }
        }

        OptionalLong awaySince() {
            lock.lock();
            try {
                return link == null ? OptionalLong.of(awaySinceNanos) : OptionalLong.empty();
            } finally {
                lock.unlock();
            }
        }
    }
}

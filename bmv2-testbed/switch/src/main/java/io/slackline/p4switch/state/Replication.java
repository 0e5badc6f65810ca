package io.slackline.p4switch.state;

import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.Replica;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One immutable version of the multicast groups and clone sessions. */
public final class Replication {

    /** Where copies go. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Copies(int[] ports, int[] instances, int packetLength) {}

    private static final Replication EMPTY = new Replication(Map.of(), Map.of());

    private final Map<Integer, MulticastGroup> groups;
    private final Map<Integer, CloneSession> sessions;
    private final @Nullable Copies[] groupCopies;
    private final @Nullable Copies[] sessionCopies;

    private Replication(Map<Integer, MulticastGroup> groups, Map<Integer, CloneSession> sessions) {
        this.groups = groups;
        this.sessions = sessions;
        groupCopies = new Copies[max(groups) + 1];
        groups.forEach((id, group) -> groupCopies[id] = copies(group.replicas(), 0));
        sessionCopies = new Copies[max(sessions) + 1];
        sessions.forEach((id, session) -> sessionCopies[id] = copies(session.replicas(), session.packetLength()));
    }

    static Replication empty() {
        return EMPTY;
    }

    private static int max(Map<Integer, ?> map) {
        return map.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private static Copies copies(List<Replica> replicas, int packetLength) {
        return new Copies(
                replicas.stream().mapToInt(Replica::port).toArray(),
                replicas.stream().mapToInt(Replica::instance).toArray(),
                packetLength);
    }

    /** Copies for a multicast group; null if there is no such group. */
    public @Nullable Copies group(long id) {
        return id > 0 && id < groupCopies.length ? groupCopies[(int) id] : null;
    }

    /** Copies for a clone session; null if there is no such session. */
    public @Nullable Copies session(long id) {
        return id >= 0 && id < sessionCopies.length ? sessionCopies[(int) id] : null;
    }

    public Map<Integer, MulticastGroup> groups() {
        return groups;
    }

    public Map<Integer, CloneSession> sessions() {
        return sessions;
    }

    public Replication with(MulticastGroup group) {
        Map<Integer, MulticastGroup> next = new HashMap<>(groups);
        next.put(group.groupId(), group);
        return new Replication(Map.copyOf(next), sessions);
    }

    public Replication withoutGroup(int groupId) {
        Map<Integer, MulticastGroup> next = new HashMap<>(groups);
        next.remove(groupId);
        return new Replication(Map.copyOf(next), sessions);
    }

    public Replication with(CloneSession session) {
        Map<Integer, CloneSession> next = new HashMap<>(sessions);
        next.put(session.sessionId(), session);
        return new Replication(groups, Map.copyOf(next));
    }

    public Replication withoutSession(int sessionId) {
        Map<Integer, CloneSession> next = new HashMap<>(sessions);
        next.remove(sessionId);
        return new Replication(groups, Map.copyOf(next));
    }
}

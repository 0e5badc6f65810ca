package io.slackline.p4switch.stf;

import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.Replica;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Multicast groups and clone sessions, built as bmv2 does it: nodes are made, and then associated with groups. */
final class StfReplication {

    private final P4Target target;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Integer, List<Integer>> groups = new HashMap<>();
    private final Map<Integer, Integer> mirrored = new HashMap<>();

    private record Node(int instance, List<Integer> ports) {}

    StfReplication(P4Target target) {
        this.target = target;
    }

    void createGroup(int group) {
        if (groups.putIfAbsent(group, new ArrayList<>()) != null) {
            throw TargetException.invalid("multicast group " + group + " exists already");
        }
        target.insertMulticastGroup(new MulticastGroup(group, List.of()));
    }

    void createNode(int instance, List<Integer> ports) {
        nodes.add(new Node(instance, List.copyOf(ports)));
    }

    void updateNode(int node, List<Integer> ports) {
        nodes.set(checked(node), new Node(nodes.get(node).instance(), List.copyOf(ports)));
        groups.forEach((group, members) -> {
            if (members.contains(node)) {
                publish(group);
            }
        });
    }

    void associate(int group, int node) {
        members(group).add(checked(node));
        publish(group);
    }

    void mirrorToPort(int session, int port) {
        put(new CloneSession(session, List.of(new Replica(port, 0)), 0));
    }

    void mirrorToGroup(int session, int group) {
        mirrored.put(session, group);
        put(new CloneSession(session, replicas(group), 0));
    }

    private void put(CloneSession session) {
        if (target.cloneSessions().stream().anyMatch(s -> s.sessionId() == session.sessionId())) {
            target.modifyCloneSession(session);
        } else {
            target.insertCloneSession(session);
        }
    }

    private void publish(int group) {
        target.modifyMulticastGroup(new MulticastGroup(group, replicas(group)));
        mirrored.forEach((session, of) -> {
            if (of == group) {
                put(new CloneSession(session, replicas(group), 0));
            }
        });
    }

    private List<Replica> replicas(int group) {
        List<Replica> replicas = new ArrayList<>();
        for (int node : members(group)) {
            for (int port : nodes.get(node).ports()) {
                replicas.add(new Replica(port, nodes.get(node).instance()));
            }
        }
        return replicas;
    }

    private List<Integer> members(int group) {
        List<Integer> members = groups.get(group);
        if (members == null) {
            throw TargetException.notFound("there is no multicast group " + group + "; valid: " + groups.keySet());
        }
        return members;
    }

    private int checked(int node) {
        if (node < 0 || node >= nodes.size()) {
            throw TargetException.notFound("there is no node " + node + ", " + nodes.size() + " were made");
        }
        return node;
    }
}

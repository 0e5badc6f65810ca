package io.slackline.p4switch.device;

import io.slackline.p4switch.state.Replication;
import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.Replica;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.target.TargetException.Code;
import java.util.List;

/** Which multicast groups and clone sessions may be written. Each method gives the version after the write, or refuses it. */
final class ReplicationRules {

    private static final int MAX_GROUP = 65535;
    private static final int MAX_SESSION = 32767;

    /** What a write expects to find. */
    enum Expected {
        ABSENT,
        PRESENT
    }

    private final int dropPort;

    ReplicationRules(int dropPort) {
        this.dropPort = dropPort;
    }

    Replication put(Replication before, MulticastGroup group, Expected expected) {
        String owner = owner(group.groupId());
        checkId(owner, group.groupId(), 1, MAX_GROUP);
        checkReplicas(owner, group.replicas());
        checkPresence(before.groups().containsKey(group.groupId()), expected, owner);
        return before.with(group);
    }

    static Replication removeGroup(Replication before, int groupId) {
        checkPresence(before.groups().containsKey(groupId), Expected.PRESENT, owner(groupId));
        return before.withoutGroup(groupId);
    }

    Replication put(Replication before, CloneSession session, Expected expected) {
        String owner = sessionOwner(session.sessionId());
        checkId(owner, session.sessionId(), 0, MAX_SESSION);
        checkReplicas(owner, session.replicas());
        checkPresence(before.sessions().containsKey(session.sessionId()), expected, owner);
        return before.with(session);
    }

    static Replication removeSession(Replication before, int sessionId) {
        checkPresence(before.sessions().containsKey(sessionId), Expected.PRESENT, sessionOwner(sessionId));
        return before.withoutSession(sessionId);
    }

    private static String owner(int groupId) {
        return "multicast group " + groupId;
    }

    private static String sessionOwner(int sessionId) {
        return "clone session " + sessionId;
    }

    private void checkReplicas(String owner, List<Replica> replicas) {
        for (Replica replica : replicas) {
            if (replica.port() < 0 || replica.port() > DeviceConfig.MAX_PORT || replica.port() == dropPort) {
                throw TargetException.invalid(owner + ": port " + replica.port() + ", expected 0 to "
                        + DeviceConfig.MAX_PORT + " but not the drop port " + dropPort);
            }
        }
        if (replicas.stream().distinct().count() != replicas.size()) {
            throw TargetException.invalid(owner + " has the same replica twice: " + replicas);
        }
    }

    private static void checkId(String owner, int id, int least, int most) {
        if (id < least || id > most) {
            throw TargetException.invalid(owner + ": expected an id of " + least + " to " + most);
        }
    }

    private static void checkPresence(boolean present, Expected expected, String owner) {
        if (present && expected == Expected.ABSENT) {
            throw new TargetException(Code.ALREADY_EXISTS, owner + " exists already");
        }
        if (!present && expected == Expected.PRESENT) {
            throw TargetException.notFound(owner + " does not exist");
        }
    }
}

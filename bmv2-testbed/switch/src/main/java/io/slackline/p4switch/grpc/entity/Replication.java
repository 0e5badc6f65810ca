package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.Replica;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import p4.v1.CloneSessionEntry;
import p4.v1.Entity;
import p4.v1.MulticastGroupEntry;
import p4.v1.PacketReplicationEngineEntry;
import p4.v1.Update;

/** Multicast groups and clone sessions. */
final class Replication {

    private static final int PORT_BITS = 31;
    private static final int MAX_INSTANCE = 0xffff;

    private final Binding binding;
    private final P4Target target;

    Replication(Binding binding) {
        this.binding = binding;
        this.target = binding.target();
    }

    Change change(Update.Type type, PacketReplicationEngineEntry entry) {
        return switch (entry.getTypeCase()) {
            case MULTICAST_GROUP_ENTRY -> change(type, entry.getMulticastGroupEntry());
            case CLONE_SESSION_ENTRY -> change(type, entry.getCloneSessionEntry());
            case TYPE_NOT_SET -> throw unset();
        };
    }

    void read(PacketReplicationEngineEntry query, Consumer<Entity> out) {
        switch (query.getTypeCase()) {
            case MULTICAST_GROUP_ENTRY -> {
                int id = query.getMulticastGroupEntry().getMulticastGroupId();
                groups(id)
                        .forEach(group -> out.accept(entity(PacketReplicationEngineEntry.newBuilder()
                                .setMulticastGroupEntry(encode(group))
                                .build())));
            }
            case CLONE_SESSION_ENTRY -> {
                int id = query.getCloneSessionEntry().getSessionId();
                sessions(id)
                        .forEach(session -> out.accept(entity(PacketReplicationEngineEntry.newBuilder()
                                .setCloneSessionEntry(encode(session))
                                .build())));
            }
            case TYPE_NOT_SET -> throw unset();
        }
    }

    private Change change(Update.Type type, MulticastGroupEntry entry) {
        int id = entry.getMulticastGroupId();
        String what = "multicast group " + Integer.toUnsignedString(id);
        if (id == 0) {
            throw invalid("the id of the multicast group is not set");
        }
        Annotations annotations = binding.annotations();
        return switch (type) {
            case INSERT -> {
                MulticastGroup group = new MulticastGroup(id, replicas(what, entry.getReplicasList()));
                yield multicast(id, () -> {
                    target.insertMulticastGroup(group);
                    annotations.setMulticastGroup(id, Optional.of(canonical(entry)));
                });
            }
            case MODIFY -> {
                MulticastGroup group = new MulticastGroup(id, replicas(what, entry.getReplicasList()));
                yield multicast(id, () -> {
                    target.modifyMulticastGroup(group);
                    annotations.setMulticastGroup(id, Optional.of(canonical(entry)));
                });
            }
            case DELETE ->
                multicast(id, () -> {
                    target.deleteMulticastGroup(id);
                    annotations.setMulticastGroup(id, Optional.empty());
                });
            case UNSPECIFIED, UNRECOGNIZED -> throw Requests.badType(type, what);
        };
    }

    private Change multicast(int id, Runnable apply) {
        return Change.of(apply, () -> {
            List<MulticastGroup> before = groups(id);
            Optional<MulticastGroupEntry> written = binding.annotations().multicastGroup(id);
            return () -> {
                if (!groups(id).isEmpty()) {
                    target.deleteMulticastGroup(id);
                }
                before.forEach(target::insertMulticastGroup);
                binding.annotations().setMulticastGroup(id, written);
            };
        });
    }

    private Change change(Update.Type type, CloneSessionEntry entry) {
        int id = entry.getSessionId();
        String what = "clone session " + Integer.toUnsignedString(id);
        if (id == 0) {
            throw invalid("the id of the clone session is not set");
        }
        Annotations annotations = binding.annotations();
        return switch (type) {
            case INSERT -> {
                CloneSession session = session(what, entry);
                yield clone(id, () -> {
                    target.insertCloneSession(session);
                    annotations.setCloneSession(id, Optional.of(canonical(entry)));
                });
            }
            case MODIFY -> {
                CloneSession session = session(what, entry);
                yield clone(id, () -> {
                    target.modifyCloneSession(session);
                    annotations.setCloneSession(id, Optional.of(canonical(entry)));
                });
            }
            case DELETE ->
                clone(id, () -> {
                    target.deleteCloneSession(id);
                    annotations.setCloneSession(id, Optional.empty());
                });
            case UNSPECIFIED, UNRECOGNIZED -> throw Requests.badType(type, what);
        };
    }

    private Change clone(int id, Runnable apply) {
        return Change.of(apply, () -> {
            List<CloneSession> before = sessions(id);
            Optional<CloneSessionEntry> written = binding.annotations().cloneSession(id);
            return () -> {
                if (!sessions(id).isEmpty()) {
                    target.deleteCloneSession(id);
                }
                before.forEach(target::insertCloneSession);
                binding.annotations().setCloneSession(id, written);
            };
        });
    }

    private static CloneSession session(String what, CloneSessionEntry entry) {
        if (entry.getPacketLengthBytes() < 0) {
            throw invalid(what + ": packet length " + entry.getPacketLengthBytes() + " is negative");
        }
        return new CloneSession(
                entry.getSessionId(), replicas(what, entry.getReplicasList()), entry.getPacketLengthBytes());
    }

    private static List<Replica> replicas(String what, List<p4.v1.Replica> wanted) {
        List<Replica> replicas = new ArrayList<>(wanted.size());
        Set<Replica> seen = new HashSet<>();
        for (p4.v1.Replica entry : wanted) {
            if (entry.getBackupReplicasCount() > 0) {
                throw Requests.unimplemented(what + ": backup replicas are not supported");
            }
            if (Integer.compareUnsigned(entry.getInstance(), MAX_INSTANCE) > 0) {
                throw invalid(what + ": instance " + Integer.toUnsignedString(entry.getInstance())
                        + " of a replica; valid: 0 to " + MAX_INSTANCE);
            }
            Replica replica = new Replica(port(what, entry), entry.getInstance());
            if (!seen.add(replica)) {
                throw invalid(
                        what + ": port " + replica.port() + " with instance " + replica.instance() + " is given twice");
            }
            replicas.add(replica);
        }
        return replicas;
    }

    @SuppressWarnings("deprecation")
    private static int port(String what, p4.v1.Replica entry) {
        return switch (entry.getPortKindCase()) {
            case PORT ->
                Bitstrings.unsigned(entry.getPort(), PORT_BITS, () -> what + ", port of a replica")
                        .intValueExact();
            case EGRESS_PORT -> entry.getEgressPort();
            case PORTKIND_NOT_SET -> throw invalid(what + ": a replica has no port");
        };
    }

    private static MulticastGroupEntry canonical(MulticastGroupEntry entry) {
        return entry.toBuilder()
                .clearReplicas()
                .addAllReplicas(entry.getReplicasList().stream()
                        .map(Replication::canonical)
                        .toList())
                .build();
    }

    private static CloneSessionEntry canonical(CloneSessionEntry entry) {
        return entry.toBuilder()
                .clearReplicas()
                .addAllReplicas(entry.getReplicasList().stream()
                        .map(Replication::canonical)
                        .toList())
                .build();
    }

    private static p4.v1.Replica canonical(p4.v1.Replica replica) {
        return replica.hasPort()
                ? replica.toBuilder()
                        .setPort(Bitstrings.canonical(
                                new BigInteger(1, replica.getPort().toByteArray())))
                        .build()
                : replica;
    }

    private static List<p4.v1.Replica> encode(List<Replica> replicas) {
        return replicas.stream()
                .map(replica -> p4.v1.Replica.newBuilder()
                        .setPort(Bitstrings.canonical(BigInteger.valueOf(replica.port())))
                        .setInstance(replica.instance())
                        .build())
                .toList();
    }

    private MulticastGroupEntry encode(MulticastGroup group) {
        return binding.annotations()
                .multicastGroup(group.groupId())
                .orElseGet(() -> MulticastGroupEntry.newBuilder()
                        .setMulticastGroupId(group.groupId())
                        .addAllReplicas(encode(group.replicas()))
                        .build());
    }

    private CloneSessionEntry encode(CloneSession session) {
        return binding.annotations()
                .cloneSession(session.sessionId())
                .orElseGet(() -> CloneSessionEntry.newBuilder()
                        .setSessionId(session.sessionId())
                        .addAllReplicas(encode(session.replicas()))
                        .setPacketLengthBytes(session.packetLength())
                        .build());
    }

    private List<MulticastGroup> groups(int id) {
        return target.multicastGroups().stream()
                .filter(group -> id == 0 || group.groupId() == id)
                .toList();
    }

    private List<CloneSession> sessions(int id) {
        return target.cloneSessions().stream()
                .filter(session -> id == 0 || session.sessionId() == id)
                .toList();
    }

    private static Entity entity(PacketReplicationEngineEntry entry) {
        return Entity.newBuilder().setPacketReplicationEngineEntry(entry).build();
    }

    private static RuntimeException unset() {
        return invalid("packet replication: neither a multicast group nor a clone session is set");
    }
}

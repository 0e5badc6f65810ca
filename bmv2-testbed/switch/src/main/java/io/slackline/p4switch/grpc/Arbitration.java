package io.slackline.p4switch.grpc;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import p4.v1.MasterArbitrationUpdate;
import p4.v1.Role;
import p4.v1.StreamMessageResponse;

/**
 * Who is primary, for each role of one device (P4Runtime 1.5, chapter "Client Arbitration and Controller Replication").
 *
 * <p>The primary of a role is the live participant whose election id is the highest that the role has ever seen. A primary that
 * leaves has no heir: a backup becomes primary by bidding that id or more. Whenever the primary changes, all participants of
 * the role are told.
 *
 * <p>Not thread-safe except for {@link #primaries} and {@link #isPrimary}: all other methods are called under the device's write lock, which is how a new
 * primary waits for the writes of the old one.
 */
final class Arbitration {

    /** More streams than this for one role are somebody's mistake. */
    static final int MAX_PARTICIPANTS = 64;

    /** A controller's stream. */
    interface Participant {

        /** Sends what must not be lost. Does not wait. */
        void tell(MasterArbitrationUpdate update);

        /** Sends a packet, digest or notification if the stream has room. Does not wait. */
        void offer(Supplier<StreamMessageResponse> message);
    }

    private static final class RoleState {
        final RoleKey key;
        final boolean named;
        final Map<Participant, Optional<ElectionId>> live = new HashMap<>();

        @Nullable
        ElectionId highest;

        @Nullable
        Participant primary;

        RoleState(RoleKey key, boolean named) {
            this.key = key;
            this.named = named;
        }
    }

    private final long deviceId;
    private final Map<RoleKey, RoleState> roles = new HashMap<>();
    private final Map<Participant, RoleState> membership = new HashMap<>();
    private final List<Participant> primaries = new CopyOnWriteArrayList<>();

    Arbitration(long deviceId) {
        this.deviceId = deviceId;
    }

    /**
     * Takes part, or changes the bid of one that does.
     *
     * @throws TargetException for a bid that must end the stream
     */
    void bid(Participant participant, MasterArbitrationUpdate update) {
        RoleKey key = RoleKey.of(update.getRole());
        Optional<ElectionId> election =
                update.hasElectionId() ? Optional.of(ElectionId.of(update.getElectionId())) : Optional.empty();
        RoleState present = membership.get(participant);
        if (present != null && !present.key.equals(key)) {
            throw new TargetException(
                    TargetException.Code.FAILED_PRECONDITION,
                    "this stream speaks for " + present.key + " and cannot change to " + key + "; open another one");
        }
        if (update.getRole().hasConfig()) {
            throw TargetException.invalid(key + ": role configurations ("
                    + update.getRole().getConfig().getTypeUrl()
                    + ") are not supported; a role without one may do everything");
        }
        RoleState role = roles.computeIfAbsent(key, k -> new RoleState(k, update.hasRole()));
        if (present == null && role.live.size() >= MAX_PARTICIPANTS) {
            throw new TargetException(
                    TargetException.Code.RESOURCE_EXHAUSTED,
                    key + " has " + MAX_PARTICIPANTS + " streams already, which is the limit");
        }
        requireUnused(role, participant, election);
        role.live.put(participant, election);
        membership.put(participant, role);
        elect(role, participant, election);
    }

    /** The participant's stream ended. */
    void leave(Participant participant) {
        RoleState role = membership.remove(participant);
        if (role == null) {
            return;
        }
        role.live.remove(participant);
        if (participant.equals(role.primary)) {
            setPrimary(role, null);
            tellAll(role);
        }
    }

    /**
     * Checks that a request comes from a primary.
     *
     * @throws TargetException NOT_FOUND if nobody ever spoke for the role, PERMISSION_DENIED if this is not the primary's id
     */
    void requirePrimary(RoleKey key, Optional<ElectionId> election) {
        RoleState role = roles.get(key);
        if (role == null) {
            throw key.equals(RoleKey.DEFAULT)
                    ? denied(
                            "there is no primary: open a StreamChannel and send an arbitration update with an election id")
                    : TargetException.notFound("no controller ever spoke for " + key + "; valid: " + roles.keySet());
        }
        if (role.primary == null) {
            throw denied("there is no primary for " + key + ": send an arbitration update with an election id of "
                    + role.highest + " or above");
        }
        if (election.isEmpty()) {
            throw denied("the election id is not set; only the primary, whose id is " + role.highest + ", may do this");
        }
        if (!election.get().equals(role.highest)) {
            throw denied("election id " + election.get() + " is not that of the primary of " + key + ", which is "
                    + role.highest);
        }
    }

    /** Whether the participant has bid before. */
    boolean takesPart(Participant participant) {
        return membership.containsKey(participant);
    }

    /** Any thread. */
    boolean isPrimary(Participant participant) {
        return primaries.contains(participant);
    }

    /** The primaries of all roles. May be called by any thread. */
    List<Participant> primaries() {
        return primaries;
    }

    private void elect(RoleState role, Participant participant, Optional<ElectionId> election) {
        if (election.isPresent() && (role.highest == null || election.get().compareTo(role.highest) >= 0)) {
            role.highest = election.get();
            setPrimary(role, participant);
            tellAll(role);
        } else if (participant.equals(role.primary)) {
            setPrimary(role, null);
            tellAll(role);
        } else {
            participant.tell(update(role, participant));
        }
    }

    private void setPrimary(RoleState role, @Nullable Participant participant) {
        if (role.primary != null) {
            primaries.remove(role.primary);
        }
        role.primary = participant;
        if (participant != null) {
            primaries.add(participant);
        }
    }

    private static void requireUnused(RoleState role, Participant participant, Optional<ElectionId> election) {
        if (election.isEmpty()) {
            return;
        }
        role.live.forEach((other, taken) -> {
            if (!other.equals(participant) && taken.equals(election)) {
                throw TargetException.invalid("election id " + election.get() + " of " + role.key
                        + " is in use by another live controller; valid: any other");
            }
        });
    }

    /** Backups hear of it before the primary does. */
    private void tellAll(RoleState role) {
        List<Participant> order = new ArrayList<>(role.live.keySet());
        if (role.primary != null) {
            order.remove(role.primary);
            order.add(role.primary);
        }
        order.forEach(participant -> participant.tell(update(role, participant)));
    }

    private MasterArbitrationUpdate update(RoleState role, Participant participant) {
        MasterArbitrationUpdate.Builder update =
                MasterArbitrationUpdate.newBuilder().setDeviceId(deviceId).setStatus(status(role, participant));
        if (role.named) {
            Role told = role.key.toProto();
            update.setRole(told);
        }
        if (role.highest != null) {
            update.setElectionId(role.highest.toProto());
        }
        return update.build();
    }

    private static Status status(RoleState role, Participant participant) {
        if (role.primary == null) {
            return Status.newBuilder()
                    .setCode(Code.NOT_FOUND_VALUE)
                    .setMessage("there is no primary")
                    .build();
        }
        return participant.equals(role.primary)
                ? Status.newBuilder()
                        .setCode(Code.OK_VALUE)
                        .setMessage("you are primary")
                        .build()
                : Status.newBuilder()
                        .setCode(Code.ALREADY_EXISTS_VALUE)
                        .setMessage("another controller is primary")
                        .build();
    }

    private static TargetException denied(String message) {
        return new TargetException(TargetException.Code.PERMISSION_DENIED, message);
    }
}

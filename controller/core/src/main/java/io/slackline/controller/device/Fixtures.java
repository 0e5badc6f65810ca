package io.slackline.controller.device;

import io.slackline.common.SlacklineException;
import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.p4rt.SwitchTables;
import io.slackline.pipeline.PuntRate;
import io.slackline.pipeline.SlacklinePipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p4.v1.DigestEntry;
import p4.v1.Entity;
import p4.v1.MeterEntry;
import p4.v1.MulticastGroupEntry;
import p4.v1.PacketReplicationEngineEntry;
import p4.v1.Update;

/**
 * What every switch of Slackline holds, whatever runs on it: the flood group of its ports, the digest of learnt addresses, the meters
 * of punted packets.
 */
final class Fixtures {
    private static final PuntRate PUNTS = new PuntRate(50, 50);

    private final SwitchConfig config;
    private final SlacklinePipeline pipeline;

    Fixtures(SwitchConfig config, SlacklinePipeline pipeline) {
        this.config = config;
        this.pipeline = pipeline;
    }

    /** The updates that make the switch hold them; empty when it does already. */
    List<Update> missing(SwitchTables session) {
        List<Update> updates = new ArrayList<>();
        floodGroup(session).ifPresent(updates::add);
        learnDigest(session).ifPresent(updates::add);
        for (int port : config.ports()) {
            puntMeter(session, port).ifPresent(updates::add);
        }
        return updates;
    }

    private Optional<Update> floodGroup(SwitchTables session) {
        PacketReplicationEngineEntry wanted = pipeline.floodGroup(config.ports());
        Entity any = Entity.newBuilder()
                .setPacketReplicationEngineEntry(PacketReplicationEngineEntry.newBuilder()
                        .setMulticastGroupEntry(MulticastGroupEntry.getDefaultInstance()))
                .build();
        Optional<PacketReplicationEngineEntry> present = session.read(List.of(any)).stream()
                .map(Entity::getPacketReplicationEngineEntry)
                .filter(entry -> entry.getMulticastGroupEntry().getMulticastGroupId()
                        == wanted.getMulticastGroupEntry().getMulticastGroupId())
                .findFirst();
        Entity entity =
                Entity.newBuilder().setPacketReplicationEngineEntry(wanted).build();
        return towards(entity, present.map(p -> floodPorts(p).equals(floodPorts(wanted))));
    }

    private static List<String> floodPorts(PacketReplicationEngineEntry entry) {
        return entry.getMulticastGroupEntry().getReplicasList().stream()
                .map(Fixtures::portOf)
                .sorted()
                .toList();
    }

    @SuppressWarnings("deprecation") // Targets of P4Runtime 1.3 answer with the older field.
    private static String portOf(p4.v1.Replica replica) {
        return switch (replica.getPortKindCase()) {
            case PORT -> new java.math.BigInteger(1, replica.getPort().toByteArray()).toString();
            case EGRESS_PORT, PORTKIND_NOT_SET -> Integer.toString(replica.getEgressPort());
        };
    }

    private Optional<Update> learnDigest(SwitchTables session) {
        DigestEntry wanted = pipeline.l2LearnDigest();
        Entity wildcard = Entity.newBuilder()
                .setDigestEntry(DigestEntry.newBuilder().setDigestId(wanted.getDigestId()))
                .build();
        Optional<Boolean> right = readLeniently(session, wildcard).stream()
                .map(Entity::getDigestEntry)
                .filter(entry -> entry.getDigestId() == wanted.getDigestId() && entry.hasConfig())
                .map(entry -> entry.getConfig().equals(wanted.getConfig()))
                .findFirst();
        return towards(Entity.newBuilder().setDigestEntry(wanted).build(), right);
    }

    private Optional<Update> puntMeter(SwitchTables session, int port) {
        MeterEntry wanted = pipeline.puntMeter(port, PUNTS);
        Entity one = Entity.newBuilder()
                .setMeterEntry(
                        MeterEntry.newBuilder().setMeterId(wanted.getMeterId()).setIndex(wanted.getIndex()))
                .build();
        boolean right = readLeniently(session, one).stream()
                .map(Entity::getMeterEntry)
                .anyMatch(entry -> entry.getIndex().equals(wanted.getIndex())
                        && entry.getConfig().equals(wanted.getConfig()));
        // A meter's cell always exists: it can only be modified.
        return right
                ? Optional.empty()
                : Optional.of(Update.newBuilder()
                        .setType(Update.Type.MODIFY)
                        .setEntity(Entity.newBuilder().setMeterEntry(wanted))
                        .build());
    }

    /** A target that cannot read something back, or has nothing there, is written to. */
    private static List<Entity> readLeniently(SwitchTables session, Entity wildcard) {
        try {
            return session.read(List.of(wildcard));
        } catch (SlacklineException e) {
            if (e.code() == SlacklineException.Code.UNAVAILABLE
                    || e.code() == SlacklineException.Code.DEADLINE_EXCEEDED) {
                throw e;
            }
            return List.of();
        }
    }

    private static Optional<Update> towards(Entity wanted, Optional<Boolean> presentIsRight) {
        if (presentIsRight.orElse(false)) {
            return Optional.empty();
        }
        Update.Type type = presentIsRight.isPresent() ? Update.Type.MODIFY : Update.Type.INSERT;
        return Optional.of(Update.newBuilder().setType(type).setEntity(wanted).build());
    }
}

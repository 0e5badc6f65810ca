package io.slackline.p4switch.grpc;

import io.slackline.p4switch.target.DigestList;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TargetListener;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import p4.v1.IdleTimeoutNotification;
import p4.v1.StreamMessageResponse;

/** Takes what the target tells and leaves it with the streams of the primaries, which put it into words on threads of their own. */
final class Notifier implements TargetListener {

    private final ControlledDevice device;
    private final InstantSource clock;

    Notifier(ControlledDevice device, InstantSource clock) {
        this.device = device;
        this.clock = clock;
    }

    @Override
    public void packetIn(byte[] packet) {
        device.tellPrimaries(pipeline -> StreamMessageResponse.newBuilder()
                .setPacket(pipeline.messages().packetIn(packet))
                .build());
    }

    @Override
    public void digest(DigestList list) {
        device.tellPrimaries(pipeline -> StreamMessageResponse.newBuilder()
                .setDigest(pipeline.messages().digests(list))
                .build());
    }

    @Override
    public void idleTimeout(String table, List<TableEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        long timestamp = ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
        device.tellPrimaries(pipeline -> StreamMessageResponse.newBuilder()
                .setIdleTimeoutNotification(IdleTimeoutNotification.newBuilder()
                        .setTimestamp(timestamp)
                        .addAllTableEntry(pipeline.entities().expired(table, entries)))
                .build());
    }
}

package io.slackline.p4switch.impair;

import io.slackline.p4switch.device.DeviceConfig;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Which ports are under an impairment. Packet threads look at it for each packet, others may change it any time. */
public final class PortImpairments {
    private final AtomicReferenceArray<@Nullable Impaired> received =
            new AtomicReferenceArray<>(DeviceConfig.MAX_PORT + 1);
    private final AtomicReferenceArray<@Nullable Impaired> sent = new AtomicReferenceArray<>(DeviceConfig.MAX_PORT + 1);

    /** Null for a port that is left in peace. */
    public @Nullable Impaired received(int port) {
        return received.getOpaque(port);
    }

    /** Null for a port that is left in peace. */
    public @Nullable Impaired sent(int port) {
        return sent.getOpaque(port);
    }

    void set(int port, @Nullable Impaired receivedThere, @Nullable Impaired sentThere) {
        received.setOpaque(port, receivedThere);
        sent.setOpaque(port, sentThere);
    }
}

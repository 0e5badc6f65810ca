package io.slackline.p4switch.device;

import io.slackline.p4switch.engine.DropCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many packets, or copies, ended for each cause. Safe for use by several threads. */
public final class DropCounts {

    private final Map<DropCause, LongAdder> counts = new EnumMap<>(DropCause.class);

    public DropCounts() {
        for (DropCause cause : DropCause.values()) {
            counts.put(cause, new LongAdder());
        }
    }

    public void add(DropCause cause) {
        add(cause, 1);
    }

    public void add(DropCause cause, long packets) {
        LongAdder count = counts.get(cause);
        if (count != null) {
            count.add(packets);
        }
    }

    /** Counts since the start, causes that never happened left out. */
    public Map<DropCause, Long> snapshot() {
        Map<DropCause, Long> snapshot = new EnumMap<>(DropCause.class);
        counts.forEach((cause, count) -> {
            long sum = count.sum();
            if (sum > 0) {
                snapshot.put(cause, sum);
            }
        });
        return snapshot;
    }
}

package io.slackline.controller.device;

import io.slackline.pipeline.inband.Probe;
import java.time.Duration;
import java.time.Instant;

/**
 * What a switch's registers held of a node, read by a probe packet. Works on every target, also where P4Runtime cannot read registers.
 *
 * @param cells the answer as it came
 * @param at when it arrived here
 */
public record NodeProbe(String switchName, Probe cells, Instant at) {
    private static final int MICROS_A_TICK = 1024;

    public int nodeIndex() {
        return cells.head().nodeIndex();
    }

    /** The node reported since the switch started. */
    public boolean everReported() {
        return cells.bootEpoch() != 0;
    }

    /** It may be chosen, if its report is fresh: it has reported, and is not draining. */
    public boolean fit() {
        return cells.slackScore() != 0;
    }

    /** 0 when it is unfit. */
    public int slackMillicores() {
        return Math.max(0, cells.slackScore() - 1);
    }

    /** From the arrival of the node's last report to the probe, by the switch's clock, which counts ticks of 1,024 us. */
    public Duration age() {
        long ticks = Integer.toUnsignedLong(cells.nowTick() - cells.slackTick());
        return Duration.ofNanos(ticks * MICROS_A_TICK * 1000);
    }
}

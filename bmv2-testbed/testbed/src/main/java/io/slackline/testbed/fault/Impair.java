package io.slackline.testbed.fault;

import io.slackline.common.config.Default;
import io.slackline.testbed.fault.Link.Direction;
import java.time.Duration;

/**
 * Packets of a host's data link are harmed on their way through the switch's port. The embedded switch does it itself; for bmv2 it takes a
 * kernel with netem.
 *
 * @param loss,duplicate,corrupt shares of packets that vanish, are there twice, or have one bit flipped; 0 to 1
 * @param reorder share of packets that are not delayed, and so overtake others; needs a delay
 * @param jitter the delay is longer or shorter by up to this much
 */
public record Impair(
        String host,
        @Default("both") Direction direction,
        @Default("0") double loss,
        @Default("0") double duplicate,
        @Default("0") double corrupt,
        @Default("0") double reorder,
        @Default("0ms") Duration delay,
        @Default("0ms") Duration jitter)
        implements Fault {

    public Impair {
        for (double share : new double[] {loss, duplicate, corrupt, reorder}) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("loss, duplicate, corrupt, reorder: expected 0 to 1, got " + share);
            }
        }
        if (delay.isZero() && (reorder > 0 || !jitter.isZero())) {
            throw new IllegalArgumentException("reorder, jitter: expected a delay beside them");
        }
        if (delay.isZero() && loss + duplicate + corrupt == 0) {
            throw new IllegalArgumentException("expected one at least of loss, duplicate, corrupt, delay");
        }
    }

    @Override
    public Injected inject(FaultTarget target) {
        return new Injected(this, target.impair(this));
    }

    @Override
    public String describe() {
        StringBuilder what = new StringBuilder("impair data link of ").append(host);
        switch (direction) {
            case BOTH -> {}
            case FROM_HOST -> what.append(" from it");
            case TO_HOST -> what.append(" to it");
        }
        percent(what, "loss", loss);
        percent(what, "duplicate", duplicate);
        percent(what, "corrupt", corrupt);
        percent(what, "reorder", reorder);
        if (!delay.isZero()) {
            what.append(", delay ").append(delay.toNanos() / 1e6).append(" ms");
        }
        return what.toString();
    }

    private static void percent(StringBuilder what, String name, double share) {
        if (share > 0) {
            what.append(", ").append(name).append(' ').append(100 * share).append(" %");
        }
    }
}

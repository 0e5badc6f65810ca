package io.slackline.p4switch.state;

import io.slackline.p4switch.target.MeterConfig;
import java.util.Optional;

/**
 * A two-rate three-colour marker (RFC 2698), colour-blind: a packet is red if the peak bucket lacks tokens for it, yellow if only the
 * committed bucket does. Without configuration every packet is green. Owned by the packet path; others touch it under the packet lock.
 */
public final class Meter {

    public static final int GREEN = 0;
    public static final int YELLOW = 1;
    public static final int RED = 2;

    private static final double NANOS = 1e9;

    private Optional<MeterConfig> config = Optional.empty();
    private boolean limited;
    private double committedPerNano;
    private double peakPerNano;
    private double committedBurst;
    private double peakBurst;
    private double committedTokens;
    private double peakTokens;
    private long filledAtNanos;

    /**
     * Marks a packet.
     *
     * @param units 1, or the packet's bytes
     */
    public int mark(int units, long nowNanos) {
        if (!limited) {
            return GREEN;
        }
        long elapsed = Math.max(0, nowNanos - filledAtNanos);
        filledAtNanos = nowNanos;
        committedTokens = Math.min(committedBurst, committedTokens + elapsed * committedPerNano);
        peakTokens = Math.min(peakBurst, peakTokens + elapsed * peakPerNano);
        if (peakTokens < units) {
            return RED;
        }
        peakTokens -= units;
        if (committedTokens < units) {
            return YELLOW;
        }
        committedTokens -= units;
        return GREEN;
    }

    public Optional<MeterConfig> config() {
        return config;
    }

    /** Starts with full buckets. */
    public void configure(Optional<MeterConfig> newConfig, long nowNanos) {
        config = newConfig;
        limited = newConfig.isPresent();
        newConfig.ifPresent(c -> {
            committedPerNano = c.cir() / NANOS;
            peakPerNano = c.pir() / NANOS;
            committedBurst = c.cburst();
            peakBurst = c.pburst();
            committedTokens = committedBurst;
            peakTokens = peakBurst;
            filledAtNanos = nowNanos;
        });
    }
}

package io.slackline.p4switch.state;

import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MeterCounts;
import java.util.Optional;

/**
 * A three-colour marker, colour-blind. With two rates (RFC 2698) a packet is red if the peak bucket lacks tokens for it, yellow if only the
 * committed bucket does. With one rate (RFC 2697) the tokens for which the committed bucket has no room go into the excess bucket, and a
 * packet is yellow if only that one has tokens for it. Without configuration every packet is green. Owned by the packet path; others touch it
 * under the packet lock.
 */
public final class Meter {

    public static final int GREEN = 0;
    public static final int YELLOW = 1;
    public static final int RED = 2;

    private static final double NANOS = 1e9;

    /** Packets and bytes that were marked, for each colour. */
    private final long[] marked = new long[6];

    private Optional<MeterConfig> config = Optional.empty();
    private boolean limited;
    private boolean oneRate;
    private double committedPerNano;
    private double peakPerNano;
    private double committedBurst;
    private double committedTokens;
    private long filledAtNanos;

    /** Of the peak bucket, or of the excess bucket where there is one rate. */
    private double secondBurst;

    private double secondTokens;

    /**
     * Marks a packet and counts it.
     *
     * @param units what the packet takes from the buckets: 1, or its bytes
     * @param packetBytes its bytes
     */
    public int mark(int units, int packetBytes, long nowNanos) {
        int colour = limited ? colour(units, nowNanos) : GREEN;
        marked[2 * colour]++;
        marked[2 * colour + 1] += packetBytes;
        return colour;
    }

    private int colour(int units, long nowNanos) {
        long elapsed = Math.max(0, nowNanos - filledAtNanos);
        filledAtNanos = nowNanos;
        double filled = committedTokens + elapsed * committedPerNano;
        committedTokens = Math.min(committedBurst, filled);
        double arrived = oneRate ? filled - committedTokens : elapsed * peakPerNano;
        secondTokens = Math.min(secondBurst, secondTokens + arrived);
        return oneRate ? oneRateColour(units) : twoRatesColour(units);
    }

    private int oneRateColour(int units) {
        if (committedTokens >= units) {
            committedTokens -= units;
            return GREEN;
        }
        if (secondTokens >= units) {
            secondTokens -= units;
            return YELLOW;
        }
        return RED;
    }

    private int twoRatesColour(int units) {
        if (secondTokens < units) {
            return RED;
        }
        secondTokens -= units;
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
            oneRate = c.eburst() > 0;
            committedPerNano = c.cir() / NANOS;
            peakPerNano = c.pir() / NANOS;
            committedBurst = c.cburst();
            secondBurst = oneRate ? c.eburst() : c.pburst();
            committedTokens = committedBurst;
            secondTokens = secondBurst;
            filledAtNanos = nowNanos;
        });
    }

    public MeterCounts marked() {
        return new MeterCounts(marked(GREEN), marked(YELLOW), marked(RED));
    }

    public void setMarked(MeterCounts counts) {
        setMarked(GREEN, counts.green());
        setMarked(YELLOW, counts.yellow());
        setMarked(RED, counts.red());
    }

    private CounterValue marked(int colour) {
        return new CounterValue(marked[2 * colour], marked[2 * colour + 1]);
    }

    private void setMarked(int colour, CounterValue value) {
        marked[2 * colour] = value.packets();
        marked[2 * colour + 1] = value.bytes();
    }
}

package io.slackline.agent.harvest;

import java.util.Arrays;

/**
 * Counts of latencies in buckets at most 1/32 wide: linear to 4 µs in steps of 64 ns, then 32 to an octave, up to 1 s. The layout is part of
 * the file that NFs share with the agent; see {@link NfRegion}. Counts are fractions, so that old ones can fade.
 */
public final class LatencyHistogram {
    public static final int BUCKETS = 640;

    private static final int UNIT_SHIFT = 6;
    private static final int LINEAR = 64;
    private static final int PER_OCTAVE = 32;
    private static final long LARGEST = (1L << 24) - 1;

    private final double[] counts = new double[BUCKETS];
    private double total;

    /** The bucket that counts this latency. */
    public static int bucket(long nanos) {
        long units = Math.clamp(nanos >> UNIT_SHIFT, 0, LARGEST);
        if (units < LINEAR) {
            return (int) units;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(units);
        return LINEAR + (exponent - 6) * PER_OCTAVE + (int) (units >>> (exponent - 5)) - PER_OCTAVE;
    }

    /** The least latency that this bucket counts; for the one after the last, the end of the range. */
    public static long lowestNanos(int bucket) {
        if (bucket < LINEAR) {
            return (long) bucket << UNIT_SHIFT;
        }
        int octave = (bucket - LINEAR) / PER_OCTAVE;
        long units = (long) (PER_OCTAVE + (bucket - LINEAR) % PER_OCTAVE) << (octave + 1);
        return units << UNIT_SHIFT;
    }

    /** Adds so many to a bucket. */
    public void add(int bucket, double count) {
        counts[bucket] += count;
        total += count;
    }

    public void addAll(LatencyHistogram other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    /** Old counts weigh so much from now on. */
    public void fade(double factor) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] *= factor;
        }
        total *= factor;
    }

    public void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    public double total() {
        return total;
    }

    public double count(int bucket) {
        return counts[bucket];
    }

    /** The latency that this share of all does not exceed, interpolated within its bucket; 0 when there are none. */
    public double quantileNanos(double share) {
        double rank = share * total;
        double below = 0;
        for (int i = 0; i < BUCKETS && total > 0; i++) {
            if (counts[i] > 0 && below + counts[i] >= rank) {
                double within = Math.max(0, rank - below) / counts[i];
                return lowestNanos(i) + within * (lowestNanos(i + 1) - lowestNanos(i));
            }
            below += counts[i];
        }
        return 0;
    }

    /** How many exceed this latency; of the bucket that holds it, a part in proportion. */
    public double above(double nanos) {
        double above = 0;
        for (int i = BUCKETS - 1; i >= 0; i--) {
            double low = lowestNanos(i);
            double high = lowestNanos(i + 1);
            if (low >= nanos) {
                above += counts[i];
            } else if (high > nanos) {
                above += counts[i] * (high - nanos) / (high - low);
            } else {
                break;
            }
        }
        return above;
    }
}

package io.slackline.testbed.simulation;

import io.slackline.common.config.Default;
import java.time.Duration;

/**
 * CPU that the network functions of the nodes take. Skewed over the nodes (few take much), drawn anew for each node every so often, and unsteady from one
 * measurement to the next. What a node's take in a window is a function of seed, node and window: windows can be looked at in any order, or not at all.
 *
 * @param least,most milli-cores of one node
 * @param skew 1: all amounts between are alike likely; more: little is likelier
 * @param redrawn a node's amount is drawn anew so often; 0s: never
 * @param jitter milli-cores, up and down, from window to window
 */
public record NfLoad(
        @Default("0") int least,
        @Default("0") int most,
        @Default("1") double skew,
        @Default("0s") Duration redrawn,
        @Default("0") int jitter) {
    public NfLoad {
        if (least < 0 || most < least || jitter < 0 || !(skew > 0)) {
            throw new IllegalArgumentException(
                    "networkFunctions: expected 0 <= least <= most, jitter of 0 or more, skew above 0");
        }
    }

    /** Milli-cores of a node in the window that begins then. */
    int millicores(long seed, int node, long windowNanos) {
        long era = redrawn.isZero() ? 0 : (windowNanos + phase(seed, node)) / redrawn.toNanos();
        double level = least + (most - least) * Math.pow(uniform(seed, node, era), skew);
        double unsteady = jitter == 0 ? 0 : jitter * (2 * uniform(~seed, node, windowNanos) - 1);
        return (int) Math.max(0, Math.round(level + unsteady));
    }

    private long phase(long seed, int node) {
        return (long) (uniform(seed + 1, node, 0) * redrawn.toNanos());
    }

    /** 0 to 1, by the finalizer of SplitMix64. */
    private static double uniform(long seed, int node, long time) {
        long z = mixed(mixed(seed + 0x9E3779B97F4A7C15L * node) + time);
        return (z >>> 11) * 0x1.0p-53;
    }

    private static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

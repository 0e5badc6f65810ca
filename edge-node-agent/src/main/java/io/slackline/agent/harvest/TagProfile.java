package io.slackline.agent.harvest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was measured of one tag, for each hold: how much CPU it takes, what share of its packets it gets through, and how long they take. The
 * first level is no harvesting, the baseline.
 *
 * <p>Bounds are judged by counting, not by comparing quantiles of small samples: of n packets, one in a hundred exceeds the 99th percentile of
 * the baseline; the bound is broken when clearly more (three standard deviations of the binomial distribution) exceed it times the bound. The
 * inflection point is the longest hold within the bounds whose last step has still added slack.
 */
final class TagProfile {
    /** Older measurements weigh half as much when so much has been measured. */
    private static final double FADE_NANOS = 60e9;

    private static final double ENOUGH_PACKETS = 1_000;
    private static final double ENOUGH_NANOS = 300e6;
    private static final double QUIET_NANOS = 2e9;
    private static final double FEWEST_JUDGED = 50;
    private static final double FEWEST_BASELINE = 500;
    private static final double SIGMAS = 3;

    /** Faded sums of one level. */
    static final class Level {
        double nanos;
        double busyNanos;
        double packets;
        double lost;
        final LatencyHistogram latency = new LatencyHistogram();
        long blockedUntil;
        int strikes;

        void add(Usage usage) {
            nanos += usage.nanos();
            busyNanos += usage.busyNanos();
            packets += usage.packets();
            lost += usage.lost();
            latency.addAll(usage.latency());
            if (nanos > FADE_NANOS) {
                nanos /= 2;
                busyNanos /= 2;
                packets /= 2;
                lost /= 2;
                latency.fade(0.5);
            }
        }

        boolean measured() {
            return nanos >= ENOUGH_NANOS && (packets >= ENOUGH_PACKETS || nanos >= QUIET_NANOS);
        }

        double millicores() {
            return nanos == 0 ? 0 : 1000 * busyNanos / nanos;
        }

        double deliveredShare() {
            return packets + lost == 0 ? 1 : packets / (packets + lost);
        }
    }

    private final HarvestConfig config;
    private final List<Level> levels = new ArrayList<>();

    TagProfile(HarvestConfig config) {
        this.config = config;
        for (int i = 0; i <= config.holds().size(); i++) {
            levels.add(new Level());
        }
    }

    Level level(int level) {
        return levels.get(level);
    }

    int size() {
        return levels.size();
    }

    Duration hold(int level) {
        return level == 0 ? Duration.ZERO : config.holds().get(level - 1);
    }

    /** Takes what was measured while this level was in force. */
    void observe(int level, Usage usage) {
        levels.get(level).add(usage);
    }

    boolean hasBaseline() {
        return levels.getFirst().measured();
    }

    /** Why this usage is out of bounds; empty when it is not, or when too little is known to tell. */
    Optional<String> broken(Usage usage) {
        return broken((double) usage.packets(), (double) usage.lost(), usage.latency());
    }

    private Optional<String> broken(double packets, double lost, LatencyHistogram latency) {
        var baseline = levels.getFirst();
        double all = packets + lost;
        double mayLose = 1 - config.throughputBound() * baseline.deliveredShare();
        if (all >= FEWEST_JUDGED && lost > expected(all, mayLose)) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "it gets %.2f %% of its packets through, %.2f %% without harvesting",
                    100 * packets / all,
                    100 * baseline.deliveredShare()));
        }
        if (latency.total() >= FEWEST_JUDGED && baseline.latency.total() >= FEWEST_BASELINE) {
            double limit = config.latencyBound() * baseline.latency.quantileNanos(0.99);
            double above = latency.above(limit);
            if (above > expected(latency.total(), 0.01)) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "%.1f %% of its packets take longer than %.0f us, %.2f times the 99th percentile without harvesting",
                        100 * above / latency.total(),
                        limit / 1000,
                        config.latencyBound()));
            }
        }
        return Optional.empty();
    }

    /** So many of {@code n} may be hit by a chance of {@code share} each before it is no chance any more. */
    private static double expected(double n, double share) {
        return n * share + SIGMAS * Math.sqrt(n * share * (1 - share));
    }

    /** Whether all that was measured at this level, together, is out of bounds; it is not tried again for a while then. */
    boolean block(int level, long nowNanos) {
        var measured = levels.get(level);
        if (!measured.measured()
                || broken(measured.packets, measured.lost, measured.latency).isEmpty()) {
            return false;
        }
        measured.strikes = Math.min(measured.strikes + 1, 6);
        measured.blockedUntil = nowNanos + config.retryAfter().toNanos() * (1L << (measured.strikes - 1));
        // It begins anew when it is tried again: what broke it may have changed.
        measured.nanos = 0;
        measured.busyNanos = 0;
        measured.packets = 0;
        measured.lost = 0;
        measured.latency.clear();
        return true;
    }

    /**
     * The level to harvest with: that of the inflection point, or the first that is not known yet.
     *
     * @param tellsLatency false: holds are bounded by what they can add at most
     */
    int best(long nowNanos, boolean tellsLatency) {
        if (!hasBaseline()) {
            return 0;
        }
        int best = 0;
        for (int i = 1; i < levels.size(); i++) {
            var level = levels.get(i);
            boolean blocked = level.strikes > 0 && level.blockedUntil - nowNanos > 0;
            boolean tooLong = !tellsLatency && hold(i).compareTo(config.unmeasuredHold()) > 0;
            if (blocked || tooLong) {
                return best;
            }
            if (!level.measured()) {
                return i;
            }
            double gain = levels.get(i - 1).millicores() - level.millicores();
            if (gain < config.minGainMillicores()
                    || broken(level.packets, level.lost, level.latency).isPresent()) {
                return best;
            }
            best = i;
        }
        return best;
    }

    /** What the best known level saves, in milli-cores; 0 while nothing is known. */
    double avoidableMillicores(long nowNanos, boolean tellsLatency) {
        int best = best(nowNanos, tellsLatency);
        while (best > 0 && !levels.get(best).measured()) {
            best--;
        }
        return best == 0
                ? 0
                : Math.max(0, levels.getFirst().millicores() - levels.get(best).millicores());
    }
}

package io.slackline.agent.harvest;

import io.slackline.common.config.ConfigLoader;
import io.slackline.common.config.Default;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What may be harvested, how far, and within which bounds.
 *
 * @param enabled false: nothing is ever changed; profiles of what runs are still measured
 * @param nfDirectory the shared files of userspace NFs; see {@link NfRegion}
 * @param coalesceDevices network devices whose {@code rx-usecs} may be raised
 * @param deferDevices network devices with NAPI whose {@code napi_defer_hard_irqs} and {@code gro_flush_timeout} may be raised
 * @param sysClassNet where these devices are found
 * @param holds how long packets may be held to gather others: the values that are tried, rising
 * @param unmeasuredHold the most that is used where no latency can be measured, which is for devices; it bounds what is added to it
 * @param latencyBound the most that the 99th percentile of an NF's latency may be, in terms of that without harvesting
 * @param throughputBound the least share of its packets that an NF must get through, in terms of that without harvesting
 * @param minGainMillicores a longer hold that adds less than this lies past the inflection point
 * @param offDelay harvesting goes on for so long when the last function has finished
 * @param baselineEvery while functions run all the time, one window in so long goes without harvesting, to know what to compare with
 * @param retryAfter a hold that broke a bound is not tried again for so long, and longer each time
 */
public record HarvestConfig(
        @Default("true") boolean enabled,
        Optional<Path> nfDirectory,
        List<String> coalesceDevices,
        List<String> deferDevices,
        @Default("/sys/class/net") Path sysClassNet,
        @Default("[10us, 20us, 40us, 60us, 100us]") List<Duration> holds,
        @Default("60us") Duration unmeasuredHold,
        @Default("1.1") double latencyBound,
        @Default("0.99") double throughputBound,
        @Default("10") int minGainMillicores,
        @Default("100ms") Duration offDelay,
        @Default("30s") Duration baselineEvery,
        @Default("60s") Duration retryAfter) {

    private static final Duration LONGEST_HOLD = Duration.ofMillis(10);

    public HarvestConfig {
        if (holds.isEmpty()) {
            throw new IllegalArgumentException("holds: expected one or more durations, got none");
        }
        var before = Duration.ZERO;
        for (var hold : holds) {
            if (hold.compareTo(before) <= 0 || hold.compareTo(LONGEST_HOLD) > 0) {
                throw new IllegalArgumentException(
                        "holds: expected rising durations, more than 0 and at most 10ms, got " + holds);
            }
            before = hold;
        }
        if (latencyBound < 1) {
            throw new IllegalArgumentException("latencyBound: expected 1 or more, got " + latencyBound);
        }
        if (!(throughputBound > 0 && throughputBound <= 1)) {
            throw new IllegalArgumentException(
                    "throughputBound: expected more than 0 and at most 1, got " + throughputBound);
        }
        if (minGainMillicores < 0) {
            throw new IllegalArgumentException("minGainMillicores: expected 0 or more, got " + minGainMillicores);
        }
    }

    /** As where the configuration says nothing. */
    public static HarvestConfig defaults() {
        return ConfigLoader.parse("{}", "defaults", HarvestConfig.class);
    }
}

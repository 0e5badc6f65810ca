package io.slackline.pipeline;

/** How many unknown reports a port may bring before the controller: a token bucket, in packets. */
public record PuntRate(long packetsPerSecond, long burst) {
    public PuntRate {
        Checks.range("punt rate per second", packetsPerSecond, 1, 1_000_000);
        Checks.range("punt burst", burst, 1, 1_000_000);
    }
}

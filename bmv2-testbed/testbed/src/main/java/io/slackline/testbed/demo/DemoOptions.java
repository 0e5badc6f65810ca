package io.slackline.testbed.demo;

import io.slackline.testbed.topology.SwitchKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the user may choose.
 *
 * @param rate requests per second over all flows
 * @param duration of the measured part
 * @param report directory for the HTML report, the JSON, the records and the logs
 */
public record DemoOptions(SwitchKind switchKind, int nodes, double rate, Duration duration, Optional<Path> report) {
    private static final int MOST_NODES = 16;
    private static final long LEAST_SECONDS = 8;

    public DemoOptions {
        if (nodes < 2 || nodes > MOST_NODES) {
            throw new IllegalArgumentException(
                    "--nodes: 2 to " + MOST_NODES + " are valid, a function needs somewhere to go");
        }
        if (!(rate >= 10 && rate <= 100_000)) {
            throw new IllegalArgumentException("--rate: 10 to 100000 requests per second are valid");
        }
        if (duration.toSeconds() < LEAST_SECONDS || duration.toHours() > 1) {
            throw new IllegalArgumentException("--duration: " + LEAST_SECONDS + " s to 1 h are valid");
        }
        if (report.isPresent() && report.get().toAbsolutePath().normalize().startsWith("/run")) {
            throw new IllegalArgumentException(
                    "--report: the run has a private /run, which nobody would see; name a directory elsewhere");
        }
    }
}

package io.slackline.testbed.experiment;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that shall hold; {@link Judge} does the arithmetic.
 *
 * @param what as a sentence
 * @param metric the figure: {@code requests.failed} (sent, ok, failed, duplicated, lost_in_flight), {@code latency.WINDOW.p99} (p50, p90, p99, p999, max, mean) in
 *     microseconds, or the name of one that a measure yields
 * @param per another figure of the same repetition that it is divided by
 * @param against other variants: it is then divided by the same figure of each of them, which is a judgement each
 * @param variants of which it shall hold; none named: of all
 * @param most the limit from above
 * @param least the limit from below
 */
public record LimitConfig(
        String what,
        String metric,
        Optional<String> per,
        List<String> against,
        List<String> variants,
        Optional<Double> most,
        Optional<Double> least) {
    public LimitConfig {
        if (Stream.of(most, least).filter(Optional::isPresent).count() != 1) {
            throw new IllegalArgumentException("judgement \"" + what + "\": expected one of the keys most, least");
        }
    }

    /** The figures that it needs. */
    List<String> metrics() {
        return Stream.concat(Stream.of(metric), per.stream()).toList();
    }
}

package io.slackline.testbed.fault;

import io.slackline.common.config.Default;
import java.time.Duration;
import java.util.Optional;

/**
 * The wall clock that a part reads jumps, and jumps back when it is healed; durations (CLOCK_MONOTONIC) are as long as before. A part that
 * this is to happen to has a clock of its own from its start: {@link Needs}. Instances that an agent starts have the machine's clock.
 *
 * @param by whole seconds
 */
public record ClockStep(
        Part.Kind part,
        Optional<String> node,
        @Default("1h") Duration by,
        @Default("forward") Way way) implements PartFault {

    /** Where to. */
    public enum Way {
        FORWARD,
        BACK
    }

    public ClockStep {
        String _ = new Part(part, node).processName();
        if (by.toSeconds() < 1 || by.toNanosPart() != 0) {
            throw new IllegalArgumentException("by: expected whole seconds, 1 at least");
        }
    }

    @Override
    public Injected inject(FaultTarget target) {
        return new Injected(this, target.stepClock(victim(), way == Way.FORWARD ? by : by.negated()));
    }

    @Override
    public String describe() {
        return "clock of %s %s by %d s"
                .formatted(
                        victim(),
                        switch (way) {
                            case FORWARD -> "forward";
                            case BACK -> "back";
                        },
                        by.toSeconds());
    }
}

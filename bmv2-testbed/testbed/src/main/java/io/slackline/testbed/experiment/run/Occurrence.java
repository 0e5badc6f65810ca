package io.slackline.testbed.experiment.run;

import io.slackline.testbed.experiment.EventConfig;
import io.slackline.testbed.experiment.EventConfig.Action;
import io.slackline.testbed.experiment.EventConfig.MigrationStep;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One time that an event happens.
 *
 * @param after since the beginning of the measured part
 * @param when it then waits until a migration comes to this step
 * @param time the how-many-th, from 0
 */
record Occurrence(Duration after, Optional<MigrationStep> when, Action action, int time) {

    /** All of them, in their order. */
    static List<Occurrence> of(List<EventConfig> events) {
        return events.stream()
                .flatMap(event -> IntStream.range(0, event.times())
                        .mapToObj(i -> new Occurrence(
                                event.at().plus(event.every().multipliedBy(i)), event.when(), event.action(), i)))
                .sorted(Comparator.comparing(Occurrence::after))
                .toList();
    }
}

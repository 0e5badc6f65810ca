package io.slackline.testbed.experiment.run;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.Migration;
import io.slackline.testbed.experiment.Experiment.Trial;
import io.slackline.testbed.experiment.RunResult.Happening;
import io.slackline.testbed.measure.Measurement;
import io.slackline.testbed.measure.Span;
import io.slackline.testbed.measure.WallClock;
import io.slackline.testbed.observe.Sighting;
import io.slackline.testbed.topology.Topology;
import java.util.List;
import java.util.Map;

/**
 * What was seen of one repetition.
 *
 * @param measured its measured part
 * @param loadOfFlow for each flow of the request log the name of its load
 * @param functions deployed, by name
 * @param migrations that began in the measured part, the oldest first, as the controller journaled them
 * @param done events that were carried out, in the order in which they were over
 * @param refused wishes that the controller refused, or could not hear
 * @param sightings on the switch's ports, by time; empty where nobody listened
 * @param slack told by the nodes, by time
 */
record Evidence(
        Trial trial,
        Topology topology,
        Measurement measurement,
        Span measured,
        List<String> loadOfFlow,
        Map<String, Function> functions,
        List<Migration> migrations,
        List<Done> done,
        List<String> refused,
        List<Sighting> sightings,
        List<SlackPoint> slack,
        WallClock clock) {

    /**
     * An event that was carried out.
     *
     * @param atNanos when that began
     * @param doneNanos when it was done: to break something takes a while
     */
    record Done(Occurrence occurrence, long atNanos, long doneNanos) {}

    /** The slack that each node told, at a time of {@link System#nanoTime}. */
    record SlackPoint(long atNanos, Map<String, Integer> millicoresByNode) {}

    /** From the wish to the end of retiring; to the end of the measured part for one that has not come to its end. */
    Span window(Migration migration) {
        return new Span(
                clock.nanoTimeOfEpochMicros(migration.getStartedUs()),
                migration.getEndedUs() == 0 ? measured.toNanos() : clock.nanoTimeOfEpochMicros(migration.getEndedUs()));
    }

    /** Milliseconds since the measured part began. */
    double millis(long nanos) {
        return (nanos - measured.fromNanos()) / 1e6;
    }

    Happening happening(long fromNanos, long toNanos, String what) {
        return new Happening(millis(fromNanos), millis(toNanos), what);
    }
}

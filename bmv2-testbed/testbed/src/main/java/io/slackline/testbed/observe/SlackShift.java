package io.slackline.testbed.observe;

import io.slackline.testbed.observe.Sighting.Direction;
import io.slackline.testbed.observe.Sighting.NewRequest;
import io.slackline.testbed.observe.Sighting.Report;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How soon the switch follows a report that drops one node below another. Everything is taken from the wire.
 *
 * @param droppedPort port of the node whose report fell
 * @param steeredPort port of the node that gets requests instead
 * @param reportToFirstSteeredMicros from the arrival of that report to the departure of the first request that went to the other node
 * @param nextRequestMicros from the arrival of that report to the arrival of that request: the part of the time in which the switch waited for one
 * @param steeredToDroppedAfter requests that came after the report and still went to the dropped node
 */
public record SlackShift(
        int droppedPort,
        int steeredPort,
        long reportToFirstSteeredMicros,
        long nextRequestMicros,
        int steeredToDroppedAfter) {
    private static final long WATCH_NANOS = 200_000_000;
    /**
     * So many requests before the drop tell who was preferred. A longer memory would be wrong: on a busy machine a report may come late, and
     * until it comes the switch rightly takes its node for dead.
     */
    private static final int REMEMBERED = 20;

    private static final int LEAST_BEFORE = 5;

    /**
     * The first report by which the node that the switch preferred falls below the one that it sent nothing; empty when there is none.
     * With two candidates that is any crossing; with more, only the least node of the two-choice pick is sure to have got nothing before.
     *
     * @param sightings ordered by time
     */
    public static Optional<SlackShift> find(List<Sighting> sightings, int serviceIp) {
        Map<Integer, Integer> slackByPort = new HashMap<>();
        Deque<Integer> latestPorts = new ArrayDeque<>();
        Set<Integer> candidates = ports(sightings, serviceIp);
        for (int i = 0; i < sightings.size(); i++) {
            switch (sightings.get(i)) {
                case Report report -> {
                    Integer before = slackByPort.put(report.port(), report.score());
                    if (before != null && candidates.contains(report.port())) {
                        Optional<Integer> other = overtaken(report, before, slackByPort, latestPorts, candidates);
                        if (other.isPresent()) {
                            Optional<SlackShift> shift = follow(sightings, i, report, other.get(), serviceIp);
                            if (shift.isPresent()) {
                                return shift;
                            }
                        }
                    }
                }
                case NewRequest request -> {
                    if (request.serviceIp() == serviceIp && request.direction() == Direction.OUT_OF_SWITCH) {
                        latestPorts.add(request.port());
                        if (latestPorts.size() > REMEMBERED) {
                            latestPorts.remove();
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Set<Integer> ports(List<Sighting> sightings, int serviceIp) {
        Set<Integer> ports = new HashSet<>();
        for (Sighting sighting : sightings) {
            if (sighting instanceof NewRequest request
                    && request.serviceIp() == serviceIp
                    && request.direction() == Direction.OUT_OF_SWITCH) {
                ports.add(request.port());
            }
        }
        return ports;
    }

    /** The candidate without requests of late that the report's node has fallen below, if it was preferred to it until now. */
    private static Optional<Integer> overtaken(
            Report report,
            int before,
            Map<Integer, Integer> slackByPort,
            Deque<Integer> latestPorts,
            Set<Integer> candidates) {
        if (Collections.frequency(latestPorts, report.port()) < LEAST_BEFORE) {
            return Optional.empty();
        }
        return candidates.stream()
                .filter(port -> !latestPorts.contains(port))
                .filter(port -> {
                    int slack = slackByPort.getOrDefault(port, 0);
                    return before > slack && report.score() < slack;
                })
                .findFirst();
    }

    private static Optional<SlackShift> follow(
            List<Sighting> sightings, int from, Report report, int other, int serviceIp) {
        Map<Long, Long> arrivals = new HashMap<>();
        int stillDropped = 0;
        for (Sighting sighting : sightings.subList(from + 1, sightings.size())) {
            if (sighting.atNanos() - report.atNanos() > WATCH_NANOS) {
                return Optional.empty();
            }
            if (!(sighting instanceof NewRequest request) || request.serviceIp() != serviceIp) {
                continue;
            }
            if (request.direction() == Direction.INTO_SWITCH) {
                arrivals.put(request.flow(), request.atNanos());
            } else if (arrivals.containsKey(request.flow()) && request.port() == report.port()) {
                stillDropped++;
            } else if (arrivals.containsKey(request.flow()) && request.port() == other) {
                long arrived = arrivals.getOrDefault(request.flow(), request.atNanos());
                return Optional.of(new SlackShift(
                        report.port(),
                        other,
                        (request.atNanos() - report.atNanos()) / 1000,
                        (arrived - report.atNanos()) / 1000,
                        stillDropped));
            }
        }
        return Optional.empty();
    }
}

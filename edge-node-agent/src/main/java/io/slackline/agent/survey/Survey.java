package io.slackline.agent.survey;

import io.slackline.agent.sched.Scheduling;
import io.slackline.agent.sched.Scheduling.Policy;
import io.slackline.api.v1.LinkQuality;
import io.slackline.api.v1.LinkQuality.Kind;
import io.slackline.api.v1.Peer;
import io.slackline.common.config.HostAndPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the ways from this node again and again, one after the other, on a thread below all others ({@code SCHED_IDLE}): what it costs is bounded by
 * the configuration, and no network function waits for it. Any thread may call it.
 */
public final class Survey implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Survey.class);
    private static final Duration SCORE_CPU = Duration.ofMillis(100);

    private final SurveyConfig config;
    private final String dataInterface;
    private final Clock clock;
    private final int computeScore;
    private final Object changed = new Object();
    private boolean closed;
    private List<InetAddress> switches = List.of();
    private List<Peer> neighbours = List.of();
    private boolean unmeasured;
    private volatile List<LinkQuality> links = List.of();

    /** Takes the compute score at once, and the ways once it is told of them. */
    public Survey(SurveyConfig config, String dataInterface, Scheduling scheduling, Clock clock) {
        this.config = config;
        this.dataInterface = dataInterface;
        this.clock = clock;
        computeScore = config.enabled() ? ComputeScore.measure(SCORE_CPU) : 0;
        if (config.enabled()) {
            Thread.ofPlatform().name("agent-survey").daemon().start(() -> {
                scheduling.setPolicy(0, Policy.IDLE);
                run();
            });
        }
    }

    /** Of one core, 1000 being the reference; 0: not measured. */
    public int computeScore() {
        return computeScore;
    }

    /** As measured last; ways that did not answer are not among them. */
    public List<LinkQuality> links() {
        return links;
    }

    /** Where in-band reports go. */
    public void switches(List<InetSocketAddress> targets) {
        synchronized (changed) {
            var next = targets.stream().map(InetSocketAddress::getAddress).toList();
            unmeasured |= !next.equals(switches);
            switches = next;
            changed.notifyAll();
        }
    }

    /** Other nodes; a change is measured at once. */
    public void neighbours(List<Peer> next) {
        synchronized (changed) {
            unmeasured |= !next.equals(neighbours);
            neighbours = List.copyOf(next);
            changed.notifyAll();
        }
    }

    private void run() {
        try {
            while (awaitNext()) {
                measure();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the next survey is due, or something new is to be measured; false at the end. */
    private boolean awaitNext() throws InterruptedException {
        synchronized (changed) {
            long due = System.nanoTime() + config.interval().toNanos();
            for (long rest = due - System.nanoTime();
                    rest > 0 && !unmeasured && !closed;
                    rest = due - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(changed, rest);
            }
            unmeasured = false;
            return !closed;
        }
    }

    private void measure() {
        List<InetAddress> targets;
        List<Peer> peers;
        synchronized (changed) {
            targets = switches;
            peers = neighbours;
        }
        var found = new ArrayList<LinkQuality>();
        for (var target : targets) {
            try {
                Ways.echo(target, NetworkInterface.getByName(dataInterface))
                        .ifPresent(rtt -> found.add(link(Kind.SWITCH, target.getHostAddress(), new Ways.Way(rtt, 0))));
            } catch (IOException unreachable) {
                log.debug("the way to the switch at {}", target, unreachable);
            }
        }
        for (var peer : peers) {
            try {
                var agent = HostAndPort.parse(peer.getPeerAddress()).toSocketAddress();
                found.add(link(Kind.NODE, peer.getNode(), Ways.toAgent(agent, config.probeKib() << 10)));
            } catch (IOException | IllegalArgumentException unreachable) {
                log.debug("the way to node {} at {}", peer.getNode(), peer.getPeerAddress(), unreachable);
            }
        }
        links = withSwitchBandwidth(found);
    }

    /**
     * A switch takes no data itself. What reaches a neighbour goes by the nearest switch, so the way there carries at least as much as the fastest of
     * the ways to neighbours; other switches are left without a bandwidth.
     */
    static List<LinkQuality> withSwitchBandwidth(List<LinkQuality> measured) {
        long carried = measured.stream()
                .filter(link -> link.getKind() == Kind.NODE)
                .mapToLong(LinkQuality::getBandwidthKbps)
                .max()
                .orElse(0);
        var nearest = measured.stream()
                .filter(link -> link.getKind() == Kind.SWITCH)
                .min(Comparator.comparingInt(LinkQuality::getRttUs));
        return measured.stream()
                .map(link -> nearest.filter(link::equals).isPresent()
                        ? link.toBuilder().setBandwidthKbps(carried).build()
                        : link)
                .toList();
    }

    private LinkQuality link(Kind kind, String to, Ways.Way way) {
        return LinkQuality.newBuilder()
                .setKind(kind)
                .setTo(to)
                .setRttUs(Math.toIntExact(Math.min(Integer.MAX_VALUE, way.rttNanos() / 1000)))
                .setBandwidthKbps(way.bandwidthKbps())
                .setMeasuredAtUs(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()))
                .build();
    }

    @Override
    public void close() {
        synchronized (changed) {
            closed = true;
            changed.notifyAll();
        }
    }
}

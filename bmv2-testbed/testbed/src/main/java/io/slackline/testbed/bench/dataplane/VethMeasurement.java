package io.slackline.testbed.bench.dataplane;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.slackline.testbed.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.slf4j.LoggerFactory;

/**
 * Measures switches between real links, in turns: the same program, entries, packets and links for each. To be run in the sandbox. Source and sink share the
 * machine's cores with the switch, nothing is pinned.
 *
 * <ul>
 *   <li>{@code rate}: the highest rate of which at most one packet in a thousand is lost, in trials of a second.
 *   <li>{@code flood}: packets per second that come through while the source sends all it can.
 *   <li>{@code p50}, {@code p99}, {@code p999}: microseconds from the source's call to the kernel's time of arrival at the node, of single packets at a rate
 *       that is the same for all switches.
 * </ul>
 *
 * <p>Prints a line for each sample: switch, measure, value.
 */
public final class VethMeasurement {

    private static final int NODE_PORTS = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration FLOOD = Duration.ofMillis(1500);
    private static final Duration TRIAL = Duration.ofSeconds(1);
    private static final Duration LATENCY = Duration.ofSeconds(4);
    private static final double LATENCY_RATE = 5_000;
    private static final double TOLERATED_LOSS = 0.001;
    private static final double STEP = 1.25;
    private static final int BISECTIONS = 3;
    private static final long SETTLE_NANOS = 50_000_000;
    private static final int MOST_SETTLES = 40;

    private final Site site = new Site(NODE_PORTS, Site.Protocols.TCP_AND_UDP);
    private final Links links = Links.build(site);
    private final PacketSource source = PacketSource.open(site);

    private VethMeasurement() {}

    /**
     * Runs.
     *
     * @param arguments how often each switch is measured; bmv2's path, where there is one
     */
    public static void main(String[] arguments) throws IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        int turns = Integer.parseInt(arguments[0]);
        VethMeasurement measurement = new VethMeasurement();
        Path logs = Files.createTempDirectory("bench-veth");
        try (Supervisor supervisor = new Supervisor(logs)) {
            for (int turn = 0; turn < turns; turn++) {
                if (arguments.length > 1) {
                    try (MeasuredSwitch bmv2 = MeasuredSwitch.bmv2(
                            measurement.site, measurement.links, supervisor, Path.of(arguments[1]))) {
                        measurement.measure("bmv2", bmv2);
                    }
                }
                try (MeasuredSwitch embedded = MeasuredSwitch.embedded(
                        measurement.site,
                        measurement.links,
                        supervisor,
                        List.of(System.getProperty("bench.flags", "-XX:+UseSerialGC -Xms256m -Xmx256m")
                                .split(" ")))) {
                    measurement.measure("embedded", embedded);
                }
            }
        }
    }

    private void measure(String name, MeasuredSwitch device) throws IOException {
        System.err.println("  " + name + ": has its tables");
        device.report();
        source.flood(WARM_UP);
        settle();
        device.report();
        settle();
        double flooded = flood();
        print(name, "flood", flooded);
        print(name, "rate", highestRate(flooded, device));
        latency(name, device);
    }

    private void latency(String name, MeasuredSwitch device) throws IOException {
        device.report();
        settle();
        try (PacketSink sink = PacketSink.open(site)) {
            long sent = source.sendOneByOne(LATENCY_RATE, LATENCY);
            settle();
            Histogram nanos = sink.finish();
            if (nanos.getTotalCount() < sent * (1 - TOLERATED_LOSS)) {
                throw new IOException(name + " lost " + (sent - nanos.getTotalCount()) + " of " + sent + " packets at "
                        + LATENCY_RATE + "/s");
            }
            print(name, "p50", nanos.getValueAtPercentile(50) / 1e3);
            print(name, "p99", nanos.getValueAtPercentile(99) / 1e3);
            print(name, "p999", nanos.getValueAtPercentile(99.9) / 1e3);
        }
    }

    private double flood() {
        long before = links.arrived();
        long start = System.nanoTime();
        long sent = source.flood(FLOOD);
        double seconds = (System.nanoTime() - start) / 1e9;
        long arrived = links.arrived() - before;
        System.err.printf("  flood: offered %.0f/s, came %.0f/s%n", sent / seconds, arrived / seconds);
        settle();
        return arrived / seconds;
    }

    /** Up from what came through a flood until a trial fails, or down until one succeeds, then halving the difference. */
    private double highestRate(double flooded, MeasuredSwitch device) {
        double good = 0;
        double bad = 0;
        for (double rate = flooded; good == 0 || bad == 0; rate = good != 0 ? good * STEP : bad / STEP) {
            if (carries(rate, device)) {
                good = rate;
            } else {
                bad = rate;
            }
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (good + bad) / 2;
            if (carries(middle, device)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    /** Whether a trial at this rate loses next to nothing; a failed one has a second chance, for the machine may have been elsewhere. */
    private boolean carries(double rate, MeasuredSwitch device) {
        for (int chance = 0; chance < 2; chance++) {
            device.report();
            settle();
            long before = links.arrived();
            long start = System.nanoTime();
            long sent = source.send(rate, TRIAL);
            double seconds = (System.nanoTime() - start) / 1e9;
            settle();
            long arrived = links.arrived() - before;
            System.err.printf("  trial %.0f/s: sent %d in %.3f s, lost %d%n", rate, sent, seconds, sent - arrived);
            if (sent / seconds < rate * 0.99) {
                return false;
            }
            if (arrived >= sent * (1 - TOLERATED_LOSS)) {
                return true;
            }
        }
        return false;
    }

    /** Waits until nothing arrives any more. */
    private void settle() {
        long before = -1;
        long now = links.arrived();
        for (int i = 0; i < MOST_SETTLES && now != before; i++) {
            LockSupport.parkNanos(SETTLE_NANOS);
            before = now;
            now = links.arrived();
        }
    }

    private static void print(String name, String measure, double value) {
        System.out.println(name + " " + measure + " " + value);
    }
}

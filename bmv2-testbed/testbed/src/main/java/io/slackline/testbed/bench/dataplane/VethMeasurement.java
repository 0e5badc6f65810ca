package io.slackline.testbed.bench.dataplane;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.testbed.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
 *   <li>{@code reports}: nodes' reports per second that the switch takes while they send all they can.
 *   <li>{@code resting_p99}, {@code updating_p99}, {@code updates}: the latency again, in turns without and with a controller that inserts, modifies and deletes
 *       entries, and how many of these writes there were per second.
 * </ul>
 */
public final class VethMeasurement {

    /** System property: what the embedded switch's JVM is started with. */
    private static final String SWITCH_FLAGS = "slackline.bench.switch.flags";

    private static final String STANDARD_SWITCH_FLAGS = "-XX:+UseG1GC -XX:+UseTransparentHugePages"
            + " -XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=5000 -XX:Tier4CompileThreshold=40000"
            + " -Xms512m -Xmx512m";
    private static final int NODE_PORTS = 4;
    private static final double UPDATE_RATE = 60_000;
    private static final Duration UPDATES = Duration.ofSeconds(3);
    private static final Duration UPDATE_WARM_UP = Duration.ofSeconds(5);
    private static final double LATENCY_LOSS = 0.01;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration FLOOD = Duration.ofMillis(1500);
    private static final Duration TRIAL = Duration.ofSeconds(1);
    private static final Duration LATENCY = Duration.ofSeconds(4);
    private static final double LATENCY_RATE = 2_000;
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
     * @param arguments how often each switch is measured; how often latency is, with and without writes; bmv2's path, where there is one
     */
    public static void main(String[] arguments) throws IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        int turns = Integer.parseInt(arguments[0]);
        int updateTurns = Integer.parseInt(arguments[1]);
        VethMeasurement measurement = new VethMeasurement();
        Path logs = Files.createTempDirectory("bench-veth");
        try (Supervisor supervisor = new Supervisor(logs)) {
            for (int turn = 0; turn < turns; turn++) {
                if (arguments.length > 2) {
                    try (MeasuredSwitch bmv2 = MeasuredSwitch.bmv2(
                            measurement.site, measurement.links, supervisor, Path.of(arguments[2]))) {
                        measurement.measure("bmv2", bmv2);
                    }
                }
                try (MeasuredSwitch embedded = measurement.embedded(supervisor)) {
                    measurement.measure("embedded", embedded);
                }
            }
            try (MeasuredSwitch embedded = measurement.embedded(supervisor)) {
                measurement.measureUpdates(embedded, updateTurns);
            }
        }
    }

    private MeasuredSwitch embedded(Supervisor supervisor) throws IOException {
        List<String> flags =
                List.of(System.getProperty(SWITCH_FLAGS, STANDARD_SWITCH_FLAGS).split(" "));
        return MeasuredSwitch.embedded(site, links, supervisor, flags);
    }

    private void measure(String name, MeasuredSwitch device) throws IOException {
        device.report();
        source.flood(WARM_UP);
        refresh(device);
        double flooded = flood();
        Samples.print(name + ".flood", flooded);
        double rate = highestRate(flooded, device);
        Samples.print(name + ".rate", rate);
        refresh(device);
        Histogram nanos = latency(name, LATENCY);
        Samples.print(name + ".p50", nanos.getValueAtPercentile(50) / 1e3);
        Samples.print(name + ".p99", nanos.getValueAtPercentile(99) / 1e3);
        Samples.print(name + ".p999", nanos.getValueAtPercentile(99.9) / 1e3);
        double reports = device.absorbReports(FLOOD);
        Samples.print(name + ".reports", reports);
        System.err.printf(
                Locale.ROOT,
                "dataplane: %s: %.0f packets/s (%.0f flooded), p99 %.0f us, %.0f reports/s%n",
                name,
                rate,
                flooded,
                nanos.getValueAtPercentile(99) / 1e3,
                reports);
    }

    /** Latency of the embedded switch with and without writes, in turns. */
    private void measureUpdates(MeasuredSwitch device, int turns) throws IOException {
        SlacklinePipeline pipeline = SlacklinePipeline.bmv2();
        refresh(device);
        source.sendOneByOne(LATENCY_RATE, UPDATE_WARM_UP);
        try (TableWriter warmUp = new TableWriter(device.client(), pipeline, UPDATE_RATE)) {
            source.sendOneByOne(LATENCY_RATE, UPDATE_WARM_UP);
            warmUp.finish();
        }
        for (int turn = 0; turn < turns; turn++) {
            refresh(device);
            Samples.print("resting_p99", latency("embedded", UPDATES).getValueAtPercentile(99) / 1e3);
            refresh(device);
            try (TableWriter writer = new TableWriter(device.client(), pipeline, UPDATE_RATE)) {
                Samples.print("updating_p99", latency("embedded", UPDATES).getValueAtPercentile(99) / 1e3);
                Samples.print("updates", writer.finish());
            }
        }
    }

    /** Fresh reports, and nothing under way. */
    private void refresh(MeasuredSwitch device) {
        settle();
        device.report();
        settle();
    }

    private Histogram latency(String name, Duration duration) throws IOException {
        try (PacketSink sink = PacketSink.open(site)) {
            long sent = source.sendOneByOne(LATENCY_RATE, duration);
            settle();
            Histogram nanos = sink.finish();
            if (nanos.getTotalCount() < sent * (1 - LATENCY_LOSS)) {
                System.err.printf(
                        "dataplane: %s lost %d of %d packets while their latency was measured%n",
                        name, sent - nanos.getTotalCount(), sent);
            }
            return nanos;
        }
    }

    private double flood() {
        long before = links.arrived();
        long start = System.nanoTime();
        var _ = source.flood(FLOOD);
        double seconds = (System.nanoTime() - start) / 1e9;
        long arrived = links.arrived() - before;
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
}

package io.slackline.testbed.bench.dataplane;

import io.slackline.p4switch.Engine;
import io.slackline.pipeline.Affinity;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.PipelineEntry;
import io.slackline.pipeline.PipelineEntry.KnownSource;
import io.slackline.pipeline.PipelineEntry.LocalAddress;
import io.slackline.pipeline.PipelineEntry.Node;
import io.slackline.pipeline.PipelineEntry.ReportSource;
import io.slackline.pipeline.PipelineEntry.Service;
import io.slackline.pipeline.ServiceKey;
import io.slackline.pipeline.SlackRules;
import io.slackline.pipeline.Steering;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.SlackReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * How well the program follows moving slack, against an oracle that knows the true slack at every instant. 32 nodes report each 10 ms, each
 * at its own phase; slack is skewed (few nodes have much), wanders all the time and jumps once a second per node. Requests are datagrams without
 * affinity in a Poisson stream. The packets run through the embedded switch, whose clock is the simulation's.
 *
 * @param bestQuartileShare of requests, to one of the 8 nodes with most true slack when it was steered
 * @param mostInTenMillis the busiest node's part of the requests in any 10 ms, as a multiple of 1/8: its fair share of what goes to the best quartile
 * @param slackFound mean true slack, in millicores, of the nodes that requests went to, when they were steered
 * @param slackOfOracle the same of an oracle that spreads the requests evenly over the best quartile
 */
public record SteeringQuality(
        double bestQuartileShare, double mostInTenMillis, double slackFound, double slackOfOracle) {

    private static final int NODES = 32;
    private static final int BEST = NODES / 4;
    private static final int CLIENT_PORT = NODES + 1;
    private static final int REPORT_MICROS = 10_000;
    private static final int STEP_MICROS = 50;
    private static final int SETTLING_MICROS = 500_000;
    private static final int GROUP = 1;
    private static final int SLOTS = 64;
    private static final int STALE_TICKS = 30;
    private static final int SERVICE_IP = Ipv4.parse("10.99.1.1");
    private static final int SERVICE_PORT = 53;
    private static final int REPORT_IP = Ipv4.parse("10.99.0.1");

    /** The world that the switch is told of. */
    private static final class World {
        private final SplittableRandom random;
        private final double[] home = new double[NODES];
        private final double[] slack = new double[NODES];

        World(long seed) {
            random = new SplittableRandom(seed);
            for (int node = 0; node < NODES; node++) {
                home[node] = skewed();
                slack[node] = home[node];
            }
        }

        /** Milli-cores, 50 to 950; half of the nodes have less than 275. */
        private double skewed() {
            return 50 + 900 * Math.pow(random.nextDouble(), 2);
        }

        /** One millisecond passes. */
        void move() {
            for (int node = 0; node < NODES; node++) {
                if (random.nextInt(1_000) == 0) {
                    home[node] = skewed();
                }
                double wander = random.nextGaussian() * 8;
                slack[node] = Math.clamp(slack[node] + (home[node] - slack[node]) / 100 + wander, 0, 1_000);
            }
        }

        boolean isOfBestQuartile(int node) {
            return Arrays.stream(slack).filter(other -> other > slack[node]).count() < BEST;
        }

        double meanOfBestQuartile() {
            return Arrays.stream(slack).sorted().skip(NODES - BEST).sum() / BEST;
        }
    }

    /** Requests by node in the last 10 ms; slides by 1 ms. */
    private static final class Window {
        private final int[][] millis = new int[10][NODES];
        private int current;

        void count(int node) {
            millis[current][node]++;
        }

        void slide() {
            current = (current + 1) % millis.length;
            Arrays.fill(millis[current], 0);
        }

        /** Share of the busiest node, 0 when there were no requests. */
        double busiest() {
            int[] sums = new int[NODES];
            for (int[] milli : millis) {
                Arrays.setAll(sums, node -> sums[node] + milli[node]);
            }
            return (double) Arrays.stream(sums).max().orElseThrow()
                    / Math.max(1, Arrays.stream(sums).sum());
        }
    }

    /** Runs the simulation; the same seed gives the same result. */
    public static SteeringQuality measure(SlackRules rules, int requestsPerSecond, Duration duration, long seed) {
        World world = new World(seed);
        SplittableRandom random = new SplittableRandom(seed + 1);
        int[] phases = random.ints(NODES, 0, REPORT_MICROS / STEP_MICROS).toArray();
        long[] clock = {1_000_000_000L};
        InMemorySwitch device = new InMemorySwitch(Engine.COMPILED, () -> clock[0]);
        entries(rules).forEach(entry -> device.insert(device.pipeline().encode(entry)));
        groupOfAll(device);
        byte[] request =
                Frames.udp(mac(CLIENT_PORT), Ipv4.parse("10.0.2.1"), 4000, SERVICE_IP, SERVICE_PORT, new byte[8]);
        Window window = new Window();
        long good = 0;
        long requests = 0;
        double found = 0;
        double ofOracle = 0;
        double most = 0;
        double nextRequest = 0;
        for (long now = 0; now < duration.toNanos() / 1_000; now += STEP_MICROS) {
            if (now % 1_000 == 0) {
                world.move();
            }
            for (int node = 0; node < NODES; node++) {
                if (now / STEP_MICROS % (REPORT_MICROS / STEP_MICROS) == phases[node]) {
                    byte[] report = report(node, (int) (now / STEP_MICROS) + 1, (int) world.slack[node]);
                    device.send(node + 1, report, 0, report.length);
                }
            }
            while (nextRequest <= now) {
                nextRequest -= Math.log(1 - random.nextDouble()) * 1_000_000 / requestsPerSecond;
                int node = device.send(CLIENT_PORT, request, 0, request.length) - 1;
                window.count(node);
                if (now >= SETTLING_MICROS) {
                    requests++;
                    good += world.isOfBestQuartile(node) ? 1 : 0;
                    found += world.slack[node];
                    ofOracle += world.meanOfBestQuartile();
                }
            }
            if ((now + STEP_MICROS) % 1_000 == 0) {
                if (now >= SETTLING_MICROS) {
                    most = Math.max(most, window.busiest() * BEST);
                }
                window.slide();
            }
            clock[0] += STEP_MICROS * 1_000L;
        }
        return new SteeringQuality((double) good / requests, most, found / requests, ofOracle / requests);
    }

    private static List<PipelineEntry> entries(SlackRules rules) {
        List<PipelineEntry> entries = new ArrayList<>();
        entries.add(new LocalAddress(REPORT_IP, Frames.SWITCH));
        entries.add(new KnownSource(mac(CLIENT_PORT), CLIENT_PORT));
        for (int node = 1; node <= NODES; node++) {
            entries.add(new Node(node, node, mac(node)));
            entries.add(new ReportSource(node, node, node));
            entries.add(new KnownSource(mac(node), node));
        }
        entries.add(new Service(
                new ServiceKey(SERVICE_IP, ServiceKey.UDP, SERVICE_PORT),
                new Steering.BySlack(0, GROUP, 1, Affinity.none(), STALE_TICKS, rules)));
        return entries;
    }

    private static void groupOfAll(InMemorySwitch device) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            slots.add(1 + slot % NODES);
        }
        Collections.shuffle(slots, new Random(3));
        int[] first = slots.stream().mapToInt(Integer::intValue).toArray();
        int[] second = new int[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) {
            int other = first[(slot + 11) % SLOTS];
            second[slot] = other == first[slot] ? first[(slot + 12) % SLOTS] : other;
        }
        device.pipeline().candidates(GROUP, first, second).forEach(device::insert);
    }

    private static MacAddress mac(int port) {
        return new MacAddress(0x0200_0000_0300L + port);
    }

    private static byte[] report(int node, int sequence, int slack) {
        Head head = new Head(0, node + 1, 1, sequence, node + 1);
        return Frames.report(
                mac(node + 1),
                Ipv4.parse("10.0.1." + (node + 1)),
                REPORT_IP,
                new SlackReport(head, slack, 0, 0, 0, 0, 0));
    }
}

package io.slackline.testbed.simulation;

import io.netty.handler.codec.http.FullHttpResponse;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Headers;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.model.NodeEntry;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.SlackReport;
import io.slackline.testbed.bench.dataplane.Frames;
import io.slackline.testbed.simulation.Reports.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A plan, run. The way of a request: at its time a datagram leaves the client; at the switch it goes through the program, on the registers as the nodes' reports
 * have left them; the node that the program names takes it over its function's door; its answer goes back directly.
 */
public final class Simulation implements AutoCloseable {
    /** How reports are simulated. */
    enum Economy {
        /** Only those that can matter. */
        LAZY,
        /** Each at its time. */
        EAGER
    }

    /** Told of each request that is steered. */
    interface Watcher {
        /**
         * Called once for each request.
         *
         * @param node its number, 0 when the switch let the request go nowhere
         */
        void steered(long nanos, int function, int node);
    }

    private static final long NODE_MACS = 0x0200_0000_0000L;
    private static final long CLIENT_MAC = 0x0200_0001_0000L;
    private static final int PORTS = 500;
    private static final int CLIENT_PORT = 509;
    private static final int FIRST_CLIENT_UDP_PORT = 10_000;
    private static final int CLIENT_SOCKETS = 50_000;
    private static final int SOURCE_PORT_AT = 34;
    private static final int CPU_PORT = 255;
    private static final int OK = 200;
    private static final int LOWEST_MICROS = 1;
    private static final long HIGHEST_MICROS = 3_600_000_000L;
    /** A client gives up on a request that nobody answers. */
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    /** After the last request: as long as any may take. */
    private static final long AFTERMATH_NANOS = 90_000_000_000L;

    private final VirtualLoop loop = new VirtualLoop();
    private final Plan plan;
    private final Economy economy;
    private final Watcher watcher;
    private final VirtualSwitch device;
    private final SimulatedController controller;
    private final SimulatedNode[] nodes;
    private final byte[][] requestFrames;
    private final Arrivals arrivals;
    private final SplittableRandom overheads;
    private final SplittableRandom sockets;
    private final Histogram latency = new Histogram(LOWEST_MICROS, HIGHEST_MICROS, 3);
    private final List<Histogram> latencyOverTime = Stream.generate(
                    () -> new Histogram(LOWEST_MICROS, HIGHEST_MICROS, 2))
            .limit(SimulationResult.PARTS)
            .toList();
    private final long[] answersByNode;
    private final Map<String, Long> failures = new HashMap<>();
    private long sent;
    private long ok;
    private long cold;
    private long forwarded;
    private double latencySum;

    /** @param directory empty, for the controller's store */
    Simulation(Plan plan, Economy economy, Watcher watcher, Path directory) {
        this.plan = plan;
        this.economy = economy;
        this.watcher = watcher;
        device = new VirtualSwitch(plan.seed());
        controller = new SimulatedController(loop, device, plan, directory);
        nodes = new SimulatedNode[plan.nodes() + 1];
        answersByNode = new long[plan.nodes() + 1];
        requestFrames = new byte[plan.functions()][];
        arrivals = Arrivals.of(plan);
        overheads = new SplittableRandom(plan.seed() + 3);
        sockets = new SplittableRandom(plan.seed() + 4);
        for (int slot = 0; slot < plan.functions(); slot++) {
            requestFrames[slot] = Frames.udp(
                    new MacAddress(CLIENT_MAC),
                    Ipv4.parse("10.0.2.1"),
                    FIRST_CLIENT_UDP_PORT,
                    SimulatedController.serviceAddress(slot),
                    SimulatedController.FUNCTION_PORT,
                    new byte[8]);
        }
        setUp();
    }

    /**
     * With reports that can matter.
     *
     * @param directory empty, for the controller's store
     */
    public static Simulation of(Plan plan, Path directory) {
        return new Simulation(plan, Economy.LAZY, (_, _, _) -> {}, directory);
    }

    /** Runs a plan from beginning to end. */
    public static SimulationResult simulate(Plan plan, Progress progress) {
        try {
            Path directory = Files.createTempDirectory("slackline-simulation");
            // When it is interrupted: in the reverse order.
            directory.toFile().deleteOnExit();
            directory.resolve(SimulatedController.STORE).toFile().deleteOnExit();
            try (Simulation simulation = of(plan, directory)) {
                return simulation.run(progress);
            } finally {
                Files.deleteIfExists(directory.resolve(SimulatedController.STORE));
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "no place for the controller's store: " + e, e);
        }
    }

    private void setUp() {
        device.insert(device.pipeline().l2Source(new MacAddress(CLIENT_MAC), CLIENT_PORT));
        controller.start();
        NodeEntry[] entries = new NodeEntry[plan.nodes() + 1];
        for (int number = 1; number <= plan.nodes(); number++) {
            entries[number] = controller.register(number, NODE_MACS + number);
            device.insert(device.pipeline().l2Source(new MacAddress(NODE_MACS + number), port(number)));
        }
        for (int number = 1; number <= plan.nodes(); number++) {
            NodeEntry entry = entries[number];
            nodes[number] = new SimulatedNode(
                    loop,
                    plan,
                    entry.name(),
                    number,
                    (first, measure) -> reports(entry, number(entry), first, measure),
                    address -> new ToPeer(loop, 2 * plan.network().node().toNanos(), node(address.host())),
                    economy,
                    status -> controller.told(entry.name(), status));
            controller.attach(entry, nodes[number]);
        }
        for (int number = 1; number <= plan.nodes(); number++) {
            nodes[number].begin();
        }
        loop.runUntil(plan.settling().toNanos() / 2);
        controller.deploy();
        loop.runUntil(plan.settling().toNanos());
    }

    private static int number(NodeEntry entry) {
        return Integer.parseInt(entry.name().substring(1));
    }

    private SimulatedNode node(String name) {
        return nodes[Integer.parseInt(name.substring(1))];
    }

    /** More nodes than the switch has ports share them, as behind a bridge. */
    private static int port(int node) {
        int port = 1 + (node - 1) % PORTS;
        return port < CPU_PORT ? port : port + 1;
    }

    private Reports reports(NodeEntry entry, int number, Content first, Runnable measure) {
        Reports.Line line = new ReportLine(entry, number);
        long interval = plan.reportInterval().toNanos();
        long way = plan.network().node().toNanos();
        return switch (economy) {
            case LAZY -> new LazyReports(loop, interval, way, first, line);
            case EAGER -> new EagerReports(loop, interval, way, first, line, measure);
        };
    }

    /** Makes packets of a node's reports, and sends them through the switch under the clock of their arrival. */
    private final class ReportLine implements Reports.Line {
        private final NodeEntry entry;
        private final int port;
        private final byte[] frame;

        ReportLine(NodeEntry entry, int number) {
            this.entry = entry;
            port = port(number);
            frame = Frames.report(
                    new MacAddress(NODE_MACS + number),
                    Ipv4.parse("10.1.0.0") + number,
                    SimulatedController.REPORT_ADDRESS,
                    report(1, new Content(0, 0, false), 0));
        }

        private SlackReport report(int sequence, Content content, long arrivalNanos) {
            return new SlackReport(
                    new Head(
                            content.draining() ? SlackReport.DRAINING : 0,
                            entry.index(),
                            (int) entry.bootEpoch(),
                            sequence,
                            entry.token()),
                    Math.clamp(content.slackMillicores(), 0, 0xFFFF),
                    0,
                    content.warmBits(),
                    0,
                    0,
                    (int) (arrivalNanos / 1_000));
        }

        @Override
        public void deliver(int sequence, Content content, long arrivalNanos) {
            ByteBuffer payload = ByteBuffer.wrap(frame, Frames.UDP_HEADERS, frame.length - Frames.UDP_HEADERS);
            report(sequence, content, arrivalNanos).encode(payload);
            device.send(arrivalNanos, port, frame);
        }
    }

    /** Runs until all requests have their answers or have failed. */
    public SimulationResult run(Progress progress) {
        long began = System.nanoTime();
        long start = loop.now();
        long end = start + plan.duration().toNanos();
        arriveNext(start, end);
        long step = Math.max(1, plan.duration().toNanos() / 200);
        for (long until = start + step; until < end; until += step) {
            loop.runUntil(until);
            progress.at(until - start, plan.duration().toNanos(), sent, System.nanoTime() - began);
        }
        loop.runUntil(end + AFTERMATH_NANOS);
        return new SimulationResult(
                sent,
                ok,
                failures,
                cold,
                forwarded,
                latency,
                latencySum / Math.max(1, sent),
                latencyOverTime,
                Arrays.stream(answersByNode).skip(1).boxed().toList(),
                controller.migrations(),
                device.packets(),
                loop.eventCount(),
                plan.duration(),
                System.nanoTime() - began);
    }

    private void arriveNext(long start, long end) {
        Optional<Arrivals.Arrival> next = arrivals.next();
        if (next.isPresent() && start + next.get().atNanos() < end) {
            Arrivals.Arrival arrival = next.get();
            loop.at(start + arrival.atNanos(), () -> {
                leaves(arrival);
                arriveNext(start, end);
            });
        }
    }

    private void leaves(Arrivals.Arrival arrival) {
        sent++;
        long leftNanos = loop.now();
        loop.after(plan.network().client().toNanos(), () -> atSwitch(arrival, leftNanos));
    }

    private void atSwitch(Arrivals.Arrival arrival, long leftNanos) {
        int slot = arrival.function();
        if (economy == Economy.LAZY) {
            device.mayRead(slot, this::refresh);
        }
        byte[] frame = requestFrames[slot];
        int socket = FIRST_CLIENT_UDP_PORT + sockets.nextInt(CLIENT_SOCKETS);
        frame[SOURCE_PORT_AT] = (byte) (socket >>> 8);
        frame[SOURCE_PORT_AT + 1] = (byte) socket;
        long mac = device.send(loop.now(), CLIENT_PORT, frame);
        int number = mac == VirtualSwitch.NOWHERE ? 0 : (int) (mac - NODE_MACS);
        watcher.steered(loop.now(), slot, number);
        if (number < 1 || number > plan.nodes()) {
            failures.merge("no node", 1L, Long::sum);
            record(arrival, PATIENCE_NANOS);
            return;
        }
        long overhead = (long) plan.network().overhead().draw(overheads);
        loop.after(plan.network().node().toNanos() + overhead, () -> atNode(arrival, leftNanos, number));
    }

    /** Lets the switch have the node's last report. */
    private void refresh(int index) {
        if (index > 0 && index < nodes.length) {
            nodes[index].aboutToBeRead();
        }
    }

    private void atNode(Arrivals.Arrival arrival, long leftNanos, int number) {
        nodes[number].request(
                SimulatedController.address(arrival.function()),
                new SimulatedRequest(arrival.workNanos()),
                new Exchange.Sink() {
                    @Override
                    public void answer(Exchange exchange, FullHttpResponse response) {
                        long way = plan.network().node().toNanos()
                                + plan.network().client().toNanos();
                        answered(arrival, response, loop.now() + way - leftNanos, number);
                    }

                    @Override
                    public boolean abandoned() {
                        return false;
                    }
                });
    }

    private void answered(Arrivals.Arrival arrival, FullHttpResponse response, long nanos, int number) {
        record(arrival, nanos);
        count(response, number);
        response.release();
    }

    private void record(Arrivals.Arrival arrival, long nanos) {
        long micros = Math.clamp(nanos / 1_000, LOWEST_MICROS, HIGHEST_MICROS);
        latency.recordValue(micros);
        latencySum += nanos / 1_000.0;
        double part = (double) arrival.atNanos() / plan.duration().toNanos();
        latencyOverTime.get((int) (part * SimulationResult.PARTS)).recordValue(micros);
    }

    private void count(FullHttpResponse response, int number) {
        if (response.status().code() != OK) {
            failures.merge(String.valueOf(response.headers().get(Headers.ERROR)), 1L, Long::sum);
            return;
        }
        ok++;
        answersByNode[number]++;
        String start = String.valueOf(response.headers().get(Headers.START));
        cold += start.equals("cold") ? 1 : 0;
        forwarded += start.equals("forwarded") ? 1 : 0;
    }

    /** Told every now and then how far it is. */
    public interface Progress {
        Progress SILENT = (_, _, _, _) -> {};

        void at(long doneNanos, long ofNanos, long requests, long wallNanos);
    }

    @Override
    public void close() {
        arrivals.close();
        controller.close();
    }
}

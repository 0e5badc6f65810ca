package io.slackline.testbed.bench.dataplane;

import io.slackline.p4switch.afpacket.TxBatch;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.testbed.linux.Libc;
import io.slackline.testbed.live.Bmv2Runtime;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.ProcessSpec;
import io.slackline.testbed.process.Supervisor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import p4.v1.Update;

/** A switch under measurement: a process on the links, with the pipeline and all entries of a site, written through P4Runtime. */
final class MeasuredSwitch implements AutoCloseable {

    private static final int P4RUNTIME_PORT = 9559;
    private static final int THRIFT_PORT = 9090;
    private static final int CPU_PORT = 255;
    private static final int QUEUE_PACKETS = 16_384;
    private static final int WRITE_BATCH = 1_000;
    private static final int REPORTS_AT_ONCE = 16;
    private static final long BETWEEN_REPORTS_NANOS = 2_000_000;

    private final Site site;
    private final Supervisor supervisor;
    private final ManagedProcess process;
    private final P4RuntimeClient client;
    private final TxBatch fromNodes;
    private final int[] interfaces;
    private int reportSequence;

    private MeasuredSwitch(Site site, Supervisor supervisor, ManagedProcess process) throws IOException {
        this.site = site;
        this.interfaces = new int[site.clientPort()];
        this.supervisor = supervisor;
        this.process = process;
        SlacklinePipeline pipeline = SlacklinePipeline.bmv2();
        client = new P4RuntimeClient(P4RUNTIME_PORT, pipeline);
        P4RuntimeClient.batches(site.entries(pipeline), Update.Type.INSERT, WRITE_BATCH)
                .forEach(client::write);
        fromNodes = Links.NODES.call(() -> new TxBatch((_, _) -> {}));
    }

    /** The embedded switch, with all that the JIT can do. */
    static MeasuredSwitch embedded(Site site, Links links, Supervisor supervisor, List<String> jvmFlags)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of(
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.slackline.p4switch.Main",
                "--no-p4"));
        command.addAll(links.portFlags());
        command.addAll(grpcFlags());
        return new MeasuredSwitch(
                site, supervisor, supervisor.start(ProcessSpec.of("embedded", Namespace.BASE, command)));
    }

    /** bmv2, with queues as long as the testbed gives it. */
    static MeasuredSwitch bmv2(Site site, Links links, Supervisor supervisor, Path program) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--no-p4", "--device-id", "1"));
        command.addAll(links.portFlags());
        command.addAll(List.of("--thrift-port", Integer.toString(THRIFT_PORT), "--"));
        command.addAll(grpcFlags());
        MeasuredSwitch bmv2 =
                new MeasuredSwitch(site, supervisor, supervisor.start(ProcessSpec.of("bmv2", Namespace.BASE, command)));
        Bmv2Runtime.setAllEgressQueueDepths(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), THRIFT_PORT), QUEUE_PACKETS);
        return bmv2;
    }

    private static List<String> grpcFlags() {
        return List.of("--grpc-server-addr", "127.0.0.1:" + P4RUNTIME_PORT, "--cpu-port", Integer.toString(CPU_PORT));
    }

    P4RuntimeClient client() {
        return client;
    }

    /** Every node tells its slack, a few at a time. */
    void report() {
        reportSequence++;
        for (int node = 1; node <= Site.NODES; node++) {
            byte[] report = site.report(node, reportSequence);
            int port = site.port(node);
            fromNodes.add(interfaceIndex(port), report, 0, report.length);
            if (node % REPORTS_AT_ONCE == 0) {
                fromNodes.flush();
                LockSupport.parkNanos(BETWEEN_REPORTS_NANOS);
            }
        }
        fromNodes.flush();
        supervisor.check();
    }

    private int interfaceIndex(int port) {
        if (interfaces[port] == 0) {
            interfaces[port] = Links.NODES.call(() -> Libc.interfaceIndex(Links.nodeInterface(port)));
        }
        return interfaces[port];
    }

    /** Sends nodes' reports as fast as it can, and gives how many the switch took, per second. */
    double absorbReports(Duration duration) {
        long before = client.count(Cause.REPORT_ACCEPTED);
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        while (System.nanoTime() - end < 0) {
            reportSequence++;
            for (int node = 1; node <= Site.NODES; node++) {
                byte[] report = site.report(node, reportSequence);
                fromNodes.add(interfaceIndex(site.port(node)), report, 0, report.length);
                if (node % REPORTS_AT_ONCE == 0) {
                    fromNodes.flush();
                }
            }
        }
        long taken = client.count(Cause.REPORT_ACCEPTED) - before;
        return taken / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() {
        client.close();
        fromNodes.close();
        process.terminate();
        if (!process.awaitExit(Duration.ofSeconds(3))) {
            process.kill();
        }
    }
}

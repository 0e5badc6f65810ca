package io.slackline.testbed.bench.dataplane;

import io.slackline.pipeline.Affinity;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.ServiceKey;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.InbandPacket;
import io.slackline.pipeline.inband.SlackReport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import p4.v1.TableEntry;

/**
 * A large site: every function is steered by slack over a group of 64 nodes of its own. The nodes are dealt out among the ports from 1 on, clients
 * are behind one port more.
 *
 * @param nodePorts how many ports lead to nodes
 */
record Site(int nodePorts, Protocols protocols) {

    static final int FUNCTIONS = 1_000;
    static final int NODES = 256;

    private static final int SERVICE_NETWORK = 0x0A630101;
    private static final int REPORT_ADDRESS = 0x0A630001;
    private static final int SERVICE_PORT = 80;
    private static final long FIRST_MAC = 0x0200_0000_0100L;
    private static final int SLOTS = 64;
    private static final int NEVER_TICKS = 65_535;
    private static final int CLIENT_PORTS = 50_000;

    /** What functions are asked by. */
    enum Protocols {
        /** Connections, whose segments stay with their node. */
        TCP,
        /** Every other function by datagrams, each a request of its own. */
        TCP_AND_UDP
    }

    int clientPort() {
        return nodePorts + 1;
    }

    /** The port that a node is behind. */
    int port(int node) {
        return 1 + node % nodePorts;
    }

    /** What a controller writes for the site. */
    List<TableEntry> entries(SlacklinePipeline pipeline) {
        List<TableEntry> entries = new ArrayList<>();
        entries.add(pipeline.localAddress(REPORT_ADDRESS, Frames.SWITCH));
        entries.add(pipeline.l2Source(mac(0), clientPort()));
        for (int node = 1; node <= NODES; node++) {
            entries.add(pipeline.deliverLocal(node, port(node), mac(node)));
            entries.add(pipeline.reportSource(port(node), node, token(node)));
            entries.add(pipeline.l2Source(mac(node), port(node)));
        }
        for (int function = 0; function < FUNCTIONS; function++) {
            function(pipeline, function, entries);
        }
        return entries;
    }

    private void function(SlacklinePipeline pipeline, int function, List<TableEntry> entries) {
        int group = 1 + function;
        int[] first = new int[SLOTS];
        int[] second = new int[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) {
            first[slot] = member(function, slot);
            second[slot] = member(function, slot + 1);
            entries.add(pipeline.steered(function, first[slot]));
        }
        entries.addAll(pipeline.candidates(group, first, second));
        entries.add(pipeline.localAddress(SERVICE_NETWORK + function, Frames.SWITCH));
        entries.add(pipeline.bySlack(
                new ServiceKey(
                        SERVICE_NETWORK + function,
                        isDatagrams(function) ? ServiceKey.UDP : ServiceKey.TCP,
                        SERVICE_PORT),
                function,
                group,
                1,
                isDatagrams(function) ? Affinity.none() : Affinity.perFlow(NEVER_TICKS),
                NEVER_TICKS));
    }

    private boolean isDatagrams(int function) {
        return protocols == Protocols.TCP_AND_UDP && function % 2 == 1;
    }

    private static int member(int function, int slot) {
        return 1 + (function * 7 + (slot % SLOTS) * (NODES / SLOTS)) % NODES;
    }

    private static MacAddress mac(int node) {
        return new MacAddress(FIRST_MAC + node);
    }

    private static int token(int node) {
        return 0xCAFE0000 + node;
    }

    /** A node's report, to be sent to its port. */
    byte[] report(int node, int sequence) {
        InbandPacket report =
                new SlackReport(new Head(0, node, 1, sequence, token(node)), 100 + node % 50, 0, -1, 0, 0, 0);
        return Frames.report(mac(node), 0x0A000101 + node, REPORT_ADDRESS, report);
    }

    /**
     * A client's request: a segment of an open connection, or a datagram. The flow's number gives function, client address and client port.
     *
     * @param payload bytes of zeros
     */
    byte[] request(int flow, int payload) {
        int function = flow % FUNCTIONS;
        int client = 0x0A000201 + flow / CLIENT_PORTS;
        int from = 1024 + flow % CLIENT_PORTS;
        int service = SERVICE_NETWORK + function;
        return isDatagrams(function)
                ? Frames.udp(mac(0), client, from, service, SERVICE_PORT, new byte[payload])
                : Frames.tcp(mac(0), client, from, service, SERVICE_PORT, new byte[payload]);
    }

    /** Whether a frame that came out of a port was sent there on purpose. */
    boolean isDelivered(byte[] frame, int port) {
        long destination = ByteBuffer.wrap(frame, 0, 8).getLong() >>> 16;
        long node = destination - FIRST_MAC;
        return node >= 1 && node <= NODES && port((int) node) == port;
    }
}

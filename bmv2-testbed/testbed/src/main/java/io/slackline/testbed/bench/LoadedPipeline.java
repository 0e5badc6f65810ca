package io.slackline.testbed.bench;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.device.PortOutput;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.pipeline.Affinity;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Limits;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.ServiceKey;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.InbandPacket;
import io.slackline.pipeline.inband.SlackReport;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import p4.config.v1.P4Info;

/**
 * The embedded switch without ports, with the pipeline and its tables as full as a large site has them: every function steered by slack over
 * a group of 64 nodes, every node heard from.
 */
final class LoadedPipeline {

    static final int FUNCTIONS = 1_000;
    static final int NODES = 256;

    private static final int SERVICE_NETWORK = 0x0A630101;
    private static final int REPORT_ADDRESS = 0x0A630001;
    private static final MacAddress SWITCH = MacAddress.parse("02:53:4c:00:00:01");
    private static final int NODE_PORTS = 8;
    private static final int CLIENT_PORT = 9;
    private static final int SLOTS = 64;
    private static final int NEVER_TICKS = 65_535;

    private static final PortOutput NOWHERE = new PortOutput() {
        @Override
        public boolean send(int port, byte[] packet, int offset, int length) {
            return true;
        }

        @Override
        public void flush() {}
    };

    private final SlacklinePipeline pipeline = SlacklinePipeline.bmv2();
    private final P4Info info = pipeline.p4Info();
    private final DropCounts drops = new DropCounts();
    private final Device device;

    LoadedPipeline(Engine engine) {
        device = device(engine, drops);
        device.commit(device.load(pipeline.deviceConfig().toByteArray()));
        for (int node = 1; node <= NODES; node++) {
            int port = 1 + node % NODE_PORTS;
            insert(pipeline.deliverLocal(node, port, mac(node)));
            insert(pipeline.reportSource(port, node, token(node)));
        }
        insert(pipeline.localAddress(REPORT_ADDRESS, SWITCH));
        insert(pipeline.l2Source(mac(0), CLIENT_PORT));
        for (int function = 0; function < FUNCTIONS; function++) {
            function(function);
        }
        report();
    }

    /** A switch without program and ports. */
    static Device idleDevice() {
        return device(Engine.COMPILED, new DropCounts());
    }

    private static Device device(Engine engine, DropCounts drops) {
        return new Device(
                new DeviceConfig(
                        Limits.CPU_PORT,
                        DeviceConfig.DEFAULT_DROP_PORT,
                        System::nanoTime,
                        System::nanoTime,
                        new SplittableRandom(1),
                        engine),
                NOWHERE,
                Runnable::run,
                drops);
    }

    /** Packets by what the program says became of them. */
    long count(Cause cause) {
        return device.counters("cause_counter").get(cause.number()).packets();
    }

    private void function(int function) {
        int group = 1 + function;
        int[] first = new int[SLOTS];
        int[] second = new int[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) {
            first[slot] = member(function, slot);
            second[slot] = member(function, slot + 1);
            insert(pipeline.steered(function, first[slot]));
        }
        pipeline.candidates(group, first, second).forEach(this::insert);
        insert(pipeline.localAddress(SERVICE_NETWORK + function, SWITCH));
        insert(pipeline.bySlack(
                new ServiceKey(SERVICE_NETWORK + function, ServiceKey.TCP, 80),
                function,
                group,
                1,
                Affinity.perFlow(NEVER_TICKS),
                NEVER_TICKS));
    }

    private static int member(int function, int slot) {
        return 1 + (function * 7 + (slot % SLOTS) * (NODES / SLOTS)) % NODES;
    }

    private static MacAddress mac(int node) {
        return new MacAddress(0x0200_0000_0100L + node);
    }

    private static int token(int node) {
        return 0xCAFE0000 + node;
    }

    /** Every node tells its slack. */
    private void report() {
        for (int node = 1; node <= NODES; node++) {
            InbandPacket report =
                    new SlackReport(new Head(0, node, 1, 1, token(node)), 100 + node % 50, 0, -1, 0, 0, 0);
            ByteBuffer udp = ByteBuffer.allocate(8 + report.length());
            udp.putShort((short) InbandPacket.UDP_PORT)
                    .putShort((short) InbandPacket.UDP_PORT)
                    .putShort((short) udp.capacity())
                    .putShort((short) 0);
            report.encode(udp);
            byte[] frame = frame(mac(node), 0x0A000101 + node, REPORT_ADDRESS, ServiceKey.UDP, udp.array());
            send(1 + node % NODE_PORTS, frame, 0, frame.length);
        }
    }

    private static byte[] frame(MacAddress from, int source, int destination, int protocol, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(34 + payload.length);
        mac(frame, SWITCH);
        mac(frame, from);
        frame.putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload.length));
        frame.putInt(0x4000).put((byte) 64).put((byte) protocol).putShort((short) 0);
        frame.putInt(source).putInt(destination);
        long sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += frame.getShort(at) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        frame.putShort(24, (short) ~((sum & 0xFFFF) + (sum >>> 16)));
        return frame.put(payload).array();
    }

    private static void mac(ByteBuffer frame, MacAddress mac) {
        frame.putShort((short) (mac.bits() >>> 32)).putInt((int) mac.bits());
    }

    /** A segment of an open connection to a function; the flow's number gives the client's address and port. */
    static byte[] segment(int flow) {
        ByteBuffer tcp = ByteBuffer.allocate(26);
        tcp.putShort((short) (1024 + flow % 50_000))
                .putShort((short) 80)
                .putInt(1)
                .putInt(1);
        tcp.put((byte) 0x50).put((byte) 0x10).putShort((short) 0xFFFF).putInt(0);
        return frame(
                mac(0), 0x0A000201 + flow / 50_000, SERVICE_NETWORK + flow % FUNCTIONS, ServiceKey.TCP, tcp.array());
    }

    void send(byte[] packets, int offset, int length) {
        send(CLIENT_PORT, packets, offset, length);
    }

    private void send(int port, byte[] packets, int offset, int length) {
        device.receive(port, packets, offset, length);
    }

    Device device() {
        return device;
    }

    /** Packets that ended in the switch, but for the nodes' reports. */
    Map<DropCause, Long> drops() {
        Map<DropCause, Long> counts = new EnumMap<>(DropCause.class);
        counts.putAll(drops.snapshot());
        counts.computeIfPresent(DropCause.INGRESS_DROP, (_, count) -> count == NODES ? null : count - NODES);
        return counts;
    }

    /** Writes an entry of exact fields, from P4Runtime's form. */
    private void insert(p4.v1.TableEntry entry) {
        var table = info.getTablesList().stream()
                .filter(t -> t.getPreamble().getId() == entry.getTableId())
                .findFirst()
                .orElseThrow();
        var action = info.getActionsList().stream()
                .filter(a ->
                        a.getPreamble().getId() == entry.getAction().getAction().getActionId())
                .findFirst()
                .orElseThrow();
        List<MatchValue> key = new ArrayList<>();
        entry.getMatchList()
                .forEach(field -> key.add(new MatchValue.Exact(
                        new BigInteger(1, field.getExact().getValue().toByteArray()))));
        List<BigInteger> arguments = entry.getAction().getAction().getParamsList().stream()
                .map(p -> new BigInteger(1, p.getValue().toByteArray()))
                .toList();
        device.insert(
                table.getPreamble().getName(),
                TableEntry.of(
                        new TableKey(key, 0),
                        new TableAction.Direct(
                                new ActionCall(action.getPreamble().getName(), arguments))));
    }
}

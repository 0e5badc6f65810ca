package io.slackline.testbed.bench.dataplane;

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
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Limits;
import io.slackline.pipeline.SlacklinePipeline;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import p4.config.v1.P4Info;

/**
 * The embedded switch without ports, with the pipeline and its tables as full as a large site has them, every node heard from.
 */
final class LoadedPipeline {

    private static final Site SITE = new Site(8, Site.Protocols.TCP);

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
        SITE.entries(pipeline).forEach(this::insert);
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

    /** Every node tells its slack. */
    private void report() {
        for (int node = 1; node <= Site.NODES; node++) {
            byte[] frame = SITE.report(node, 1);
            send(SITE.port(node), frame, 0, frame.length);
        }
    }

    /** A segment of an open connection to a function. */
    static byte[] segment(int flow) {
        return SITE.request(flow, 6);
    }

    void send(byte[] packets, int offset, int length) {
        send(SITE.clientPort(), packets, offset, length);
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
        counts.computeIfPresent(DropCause.INGRESS_DROP, (_, count) -> count == Site.NODES ? null : count - Site.NODES);
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

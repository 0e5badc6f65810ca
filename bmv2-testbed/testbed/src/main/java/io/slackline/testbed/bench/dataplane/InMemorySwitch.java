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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** The embedded switch without ports, with the pipeline: packets come from memory, and only where they go to is kept. For one thread. */
final class InMemorySwitch {

    static final int NOWHERE = -1;

    private final SlacklinePipeline pipeline = SlacklinePipeline.bmv2();
    private final DropCounts drops = new DropCounts();
    private final Device device;
    private int lastPort = NOWHERE;

    InMemorySwitch(Engine engine, LongSupplier nanoClock) {
        device = new Device(
                new DeviceConfig(
                        Limits.CPU_PORT,
                        DeviceConfig.DEFAULT_DROP_PORT,
                        nanoClock,
                        nanoClock,
                        new SplittableRandom(1),
                        engine),
                new LastPort(),
                Runnable::run,
                drops);
        device.commit(device.load(pipeline.deviceConfig().toByteArray()));
    }

    private final class LastPort implements PortOutput {
        @Override
        public boolean send(int port, byte[] packet, int offset, int length) {
            lastPort = port;
            return true;
        }

        @Override
        public void flush() {}
    }

    SlacklinePipeline pipeline() {
        return pipeline;
    }

    Device device() {
        return device;
    }

    /** Lets a packet in; gives the port that it, or the last of its copies, left by, or {@link #NOWHERE}. */
    int send(int port, byte[] packets, int offset, int length) {
        lastPort = NOWHERE;
        device.receive(port, packets, offset, length);
        return lastPort;
    }

    /** Packets by what the program says became of them. */
    long count(Cause cause) {
        return device.counters("cause_counter").get(cause.number()).packets();
    }

    /** Packets that ended in the switch. */
    Map<DropCause, Long> drops() {
        return drops.snapshot();
    }

    /** Writes an entry of exact fields, from P4Runtime's form. */
    void insert(p4.v1.TableEntry entry) {
        var table = pipeline.p4Info().getTablesList().stream()
                .filter(t -> t.getPreamble().getId() == entry.getTableId())
                .findFirst()
                .orElseThrow();
        var action = pipeline.p4Info().getActionsList().stream()
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

package io.slackline.testbed.simulation;

import io.slackline.controller.p4rt.SwitchTables;
import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.device.PortOutput;
import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.DigestList;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetListener;
import io.slackline.pipeline.Limits;
import io.slackline.pipeline.SlacklinePipeline;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import p4.v1.Entity;
import p4.v1.Update;

/**
 * The embedded switch's engine with the compiled pipeline, at the simulation's time. Packets are whole frames; of one that is steered, the destination MAC
 * that the program gave it tells where it goes.
 */
final class VirtualSwitch implements SwitchTables {
    /** The program let the packet go nowhere. */
    static final long NOWHERE = -1;

    private static final int BOARD_CELLS = 16;

    private final SlacklinePipeline pipeline = SlacklinePipeline.bmv2();
    private final Map<Integer, String> names = new HashMap<>();
    private final Candidacies candidacies = new Candidacies();
    private final Device device;
    private long packetNanos;
    private long packets;
    private long destination = NOWHERE;

    VirtualSwitch(long seed) {
        device = new Device(
                new DeviceConfig(
                        Limits.CPU_PORT,
                        DeviceConfig.DEFAULT_DROP_PORT,
                        () -> packetNanos,
                        () -> packetNanos,
                        new SplittableRandom(seed),
                        Engine.COMPILED),
                new Destination(),
                Runnable::run,
                new DropCounts());
        device.commit(device.load(pipeline.deviceConfig().toByteArray()));
        pipeline.p4Info()
                .getTablesList()
                .forEach(table -> names.put(
                        table.getPreamble().getId(), table.getPreamble().getName()));
        pipeline.p4Info()
                .getActionsList()
                .forEach(action -> names.put(
                        action.getPreamble().getId(), action.getPreamble().getName()));
    }

    private final class Destination implements PortOutput {
        @Override
        public boolean send(int port, byte[] packet, int offset, int length) {
            long mac = 0;
            for (int at = offset; at < offset + 6; at++) {
                mac = mac << 8 | (packet[at] & 0xFF);
            }
            destination = mac;
            return true;
        }

        @Override
        public void flush() {}
    }

    SlacklinePipeline pipeline() {
        return pipeline;
    }

    /** Packets that have gone through it. */
    long packets() {
        return packets;
    }

    /** @param each is given what the switch punts, controller header included */
    void onPacketIn(Consumer<byte[]> each) {
        device.setListener(new TargetListener() {
            @Override
            public void packetIn(byte[] packet) {
                each.accept(packet);
            }

            @Override
            public void digest(DigestList list) {}

            @Override
            public void idleTimeout(String table, List<TableEntry> entries) {}
        });
    }

    /**
     * Lets a packet in.
     *
     * @param nanos its time of arrival: what the program's clocks show
     * @return the MAC address to which it, or the last of its copies, goes, or {@link #NOWHERE}
     */
    long send(long nanos, int port, byte[] frame) {
        packets++;
        packetNanos = nanos;
        destination = NOWHERE;
        device.receive(port, frame, 0, frame.length);
        return destination;
    }

    /**
     * Names all nodes whose reports the program may read for the next new flow of a function, and perhaps more: the candidates of its turn, and the nodes in the two
     * cells of its board that the hands point at (docs/dataplane.md, decision 0009).
     */
    void mayRead(int slot, IntConsumer node) {
        candidacies.ofTurn(slot, (int) register("turns", slot), node);
        long hands = register("board_hands", slot);
        node.accept(onBoard(slot, hands >>> 32));
        node.accept(onBoard(slot, hands));
    }

    private int onBoard(int slot, long hand) {
        return (int) register("board_nodes", (long) slot * BOARD_CELLS + (hand & (BOARD_CELLS - 1))) & 0xFFFF;
    }

    private long register(String array, long index) {
        return device.register(array, index).longValue();
    }

    /** Packets by entry of a table that counts. */
    List<TableEntry> entries(String table) {
        return device.entries(table);
    }

    @Override
    public List<Entity> read(List<Entity> wildcards) {
        throw new UnsupportedOperationException("a switch that only its writer writes is not read");
    }

    @Override
    public void acknowledge(int digestId, long listId) {}

    @Override
    public void write(List<Update> updates) {
        updates.forEach(this::write);
    }

    private void write(Update update) {
        p4.v1.TableEntry entry = update.getEntity().getTableEntry();
        String table = name(entry.getTableId());
        switch (update.getType()) {
            case INSERT -> {
                device.insert(table, translated(entry));
                candidacies.written(pipeline.decode(entry));
            }
            case MODIFY -> {
                device.modify(table, translated(entry));
                candidacies.written(pipeline.decode(entry));
            }
            case DELETE -> device.delete(table, key(entry));
            case UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("not an update: " + update);
        }
    }

    /** Writes an entry of the network, which the controller learns by itself elsewhere. */
    void insert(p4.v1.TableEntry entry) {
        device.insert(name(entry.getTableId()), translated(entry));
    }

    private String name(int id) {
        String name = names.get(id);
        if (name == null) {
            throw new IllegalArgumentException("the pipeline has nothing with id " + id);
        }
        return name;
    }

    private static TableKey key(p4.v1.TableEntry entry) {
        List<MatchValue> key = new ArrayList<>();
        entry.getMatchList()
                .forEach(field -> key.add(new MatchValue.Exact(
                        new BigInteger(1, field.getExact().getValue().toByteArray()))));
        return new TableKey(key, 0);
    }

    private TableEntry translated(p4.v1.TableEntry entry) {
        List<BigInteger> arguments = entry.getAction().getAction().getParamsList().stream()
                .map(parameter -> new BigInteger(1, parameter.getValue().toByteArray()))
                .toList();
        String action = name(entry.getAction().getAction().getActionId());
        return TableEntry.of(key(entry), new TableAction.Direct(new ActionCall(action, arguments)));
    }
}

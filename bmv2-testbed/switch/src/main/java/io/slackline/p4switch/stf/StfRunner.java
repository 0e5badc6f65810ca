package io.slackline.p4switch.stf;

import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.device.PortState;
import io.slackline.p4switch.io.MemoryPort;
import io.slackline.p4switch.io.Ports;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.CrcParameters;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.Program.Table;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Runs one test on a device of its own, under a clock that moves a microsecond with each packet and a second with each {@code wait}.
 *
 * <p>As with p4c's own runner, what left by each port is compared at the end, in order; an expected packet is a prefix unless it ends in
 * {@code $}. Ports that the test does not name are looked at too, but for a packet there the test only gets a note.
 */
public final class StfRunner {

    private static final long MICROSECOND = 1000;
    private static final int MAX_CELL_DIGITS = 40;

    private final Map<Integer, MemoryPort> ports = new TreeMap<>();
    private final Map<Integer, List<String>> expected = new TreeMap<>();
    private final Map<String, Tracked> entries = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final DropCounts drops = new DropCounts();
    private final Device device;
    private final StfNames names;
    private final StfEntries builder;
    private final StfReplication replication;
    private long nanos;

    /** An entry that the test has a name for. */
    private record Tracked(String table, TableKey key) {}

    private StfRunner(byte[] program, DeviceConfig.EngineFactory engine) {
        Ports all = new Ports();
        for (int number = 0; number <= DeviceConfig.MAX_PORT; number++) {
            MemoryPort port = new MemoryPort("port " + number);
            ports.put(number, port);
            all.add(number, port);
        }
        DeviceConfig config = new DeviceConfig(
                -1, DeviceConfig.DEFAULT_DROP_PORT, () -> nanos, () -> nanos, new SplittableRandom(1), engine);
        device = new Device(config, all, Runnable::run, drops);
        Program loaded = device.load(program);
        device.commit(loaded);
        names = new StfNames(loaded);
        builder = new StfEntries(names);
        replication = new StfReplication(device);
    }

    /**
     * Runs a test.
     *
     * @param program bmv2 JSON
     * @throws TargetException if the switch refuses the program
     * @throws StfException if a statement cannot be carried out
     */
    public static StfResult run(byte[] program, DeviceConfig.EngineFactory engine, StfScript script) {
        StfRunner runner = new StfRunner(program, engine);
        for (StfScript.Line line : script.lines()) {
            try {
                runner.execute(line);
            } catch (TargetException e) {
                throw new StfException(line.number(), "\"" + line.text() + "\": " + e.getMessage(), e);
            }
        }
        return runner.result();
    }

    private void execute(StfScript.Line line) {
        switch (line.statement()) {
            case StfStatement.Add add -> add(add);
            case StfStatement.SetDefault(String name, StfStatement.Call call) -> {
                Table table = names.table(name);
                device.setDefaultAction(table.name(), builder.action(table, call));
            }
            case StfStatement.RemoveAll() -> removeAll();
            case StfStatement.Packet(int port, byte[] bytes) -> send(port, bytes);
            case StfStatement.Expect(int port, String nibbles) ->
                expected.computeIfAbsent(port, _ -> new ArrayList<>()).add(nibbles);
            case StfStatement.NoPacket(), StfStatement.Show() -> {}
            case StfStatement.Wait() -> nanos += Duration.ofSeconds(1).toNanos();
            case StfStatement.CheckCounter check -> checkCounter(line.number(), check);
            case StfStatement.CheckRegister(String register, long index, var condition, BigInteger value) ->
                check(
                        line.number(),
                        "register " + register + "(" + index + ")",
                        device.register(names.register(register), index),
                        condition,
                        value);
            case StfStatement.MirrorToPort(int session, int port) -> replication.mirrorToPort(session, port);
            case StfStatement.MirrorToGroup(int session, int group) -> replication.mirrorToGroup(session, group);
            case StfStatement.MirrorDelete(int session) -> device.deleteCloneSession(session);
            case StfStatement.GroupCreate(int group) -> replication.createGroup(group);
            case StfStatement.NodeCreate(int instance, List<Integer> to) -> replication.createNode(instance, to);
            case StfStatement.NodeUpdate(int node, List<Integer> to) -> replication.updateNode(node, to);
            case StfStatement.NodeAssociate(int group, int node) -> replication.associate(group, node);
            case StfStatement.CounterWrite(String counter, long index, long packets, long bytes) ->
                device.setCounter(names.counter(counter), index, new CounterValue(packets, bytes));
            case StfStatement.RegisterWrite(String register, long index, BigInteger value) ->
                device.setRegister(names.register(register), index, value);
            case StfStatement.RegisterReset(String name) -> {
                String register = names.register(name);
                for (int i = device.registers(register).size() - 1; i >= 0; i--) {
                    device.setRegister(register, i, BigInteger.ZERO);
                }
            }
            case StfStatement.MeterRates rates -> setRates(rates);
            case StfStatement.SetCrc(String calculation, CrcParameters parameters) ->
                device.setCrc(calculation, parameters);
            case StfStatement.ValueSet(String name, List<MatchValue> members) ->
                device.setValueSet(names.valueSet(name), members);
            case StfStatement.Port(int port, PortState state) -> device.portState(port, state);
        }
    }

    private void add(StfStatement.Add add) {
        Table table = names.table(add.table());
        TableEntry entry = builder.entry(table, add);
        device.insert(table.name(), entry);
        if (!add.id().isEmpty()) {
            entries.put(add.id(), new Tracked(table.name(), entry.key()));
        }
    }

    private void removeAll() {
        Program program = device.program().orElseThrow();
        for (Table table : program.tables()) {
            if (!table.constantEntries()) {
                device.entries(table.name()).forEach(entry -> device.delete(table.name(), entry.key()));
            }
        }
    }

    private void send(int port, byte[] bytes) {
        nanos += MICROSECOND;
        device.beginBatch();
        try {
            device.receive(port, bytes, 0, bytes.length);
        } finally {
            device.endBatch();
        }
        expected.computeIfAbsent(port, _ -> new ArrayList<>());
    }

    private void setRates(StfStatement.MeterRates rates) {
        Program.ArrayInfo meter = names.meter(rates.meter());
        MeterConfig config = new MeterConfig(
                perSecond(rates.committed()),
                rates.committed().burst(),
                perSecond(rates.peak()),
                rates.peak().burst());
        if (rates.index().isPresent()) {
            device.setMeter(meter.name(), rates.index().getAsLong(), java.util.Optional.of(config));
            return;
        }
        for (long i = 0; i < meter.size(); i++) {
            device.setMeter(meter.name(), i, java.util.Optional.of(config));
        }
    }

    private static long perSecond(StfStatement.Rate rate) {
        return Math.round(rate.perMicrosecond() * 1_000_000);
    }

    private void checkCounter(int line, StfStatement.CheckCounter check) {
        CounterValue cell = check.index().isPresent()
                ? device.counter(names.counter(check.counter()), check.index().getAsLong())
                : ofEntry(check.entryId());
        long value = switch (check.unit()) {
            case PACKETS -> cell.packets();
            case BYTES -> cell.bytes();
        };
        OptionalLong index = check.index();
        check(
                line,
                "counter " + check.counter() + "(" + (index.isPresent() ? index.getAsLong() : check.entryId()) + ")",
                BigInteger.valueOf(value),
                check.condition(),
                BigInteger.valueOf(check.value()));
    }

    private CounterValue ofEntry(String id) {
        Tracked tracked = entries.get(id);
        if (tracked == null) {
            throw TargetException.notFound("no entry was added as \"" + id + "\"; valid: " + entries.keySet());
        }
        return device.entry(tracked.table(), tracked.key())
                .flatMap(entry -> entry.cells().counter())
                .orElseThrow(() -> TargetException.invalid("the entry \"" + id + "\" has no counter"));
    }

    private void check(
            int line, String what, BigInteger value, StfStatement.Condition condition, BigInteger expectedValue) {
        if (!condition.holds(value, expectedValue)) {
            failures.add("line " + line + ": " + what + " is " + value + ", expected " + condition.sign() + " "
                    + (expectedValue.toString().length() > MAX_CELL_DIGITS
                            ? "0x" + expectedValue.toString(16)
                            : expectedValue));
        }
    }

    private StfResult result() {
        List<String> notes = new ArrayList<>();
        ports.forEach((number, port) -> {
            List<String> got = drain(port);
            List<String> wanted = expected.get(number);
            if (wanted != null) {
                compare(number, wanted, got);
            } else if (!got.isEmpty()) {
                notes.add(got.size() + " packets left by port " + number + ", which the test does not name");
            }
        });
        if (!drops.snapshot().isEmpty()) {
            notes.add("dropped: " + drops.snapshot());
        }
        return new StfResult(failures, notes);
    }

    private static List<String> drain(MemoryPort port) {
        List<String> packets = new ArrayList<>();
        for (byte[] packet = port.poll(); packet != null; packet = port.poll()) {
            packets.add(HexFormat.of().formatHex(packet));
        }
        return packets;
    }

    private void compare(int port, List<String> wanted, List<String> got) {
        boolean any = wanted.stream().anyMatch(String::isEmpty);
        if (any && !got.isEmpty()) {
            return;
        }
        if (wanted.size() != got.size()) {
            failures.add("port " + port + ": expected " + wanted.size() + " packets " + wanted + ", got " + got.size()
                    + " " + got);
            return;
        }
        for (int i = 0; i < got.size(); i++) {
            if (!fits(wanted.get(i), got.get(i))) {
                failures.add("port " + port + ", packet " + (i + 1) + ":\n  expected " + wanted.get(i) + "\n  got      "
                        + got.get(i));
            }
        }
    }

    private static boolean fits(String wanted, String got) {
        boolean whole = wanted.endsWith("$");
        String nibbles = whole ? wanted.substring(0, wanted.length() - 1) : wanted;
        if (got.length() < nibbles.length() || (whole && got.length() != nibbles.length())) {
            return false;
        }
        for (int i = 0; i < nibbles.length(); i++) {
            if (nibbles.charAt(i) != '*' && nibbles.charAt(i) != got.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

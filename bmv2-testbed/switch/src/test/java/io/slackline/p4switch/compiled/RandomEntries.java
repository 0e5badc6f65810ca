package io.slackline.p4switch.compiled;

import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.PortState;
import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.CrcParameters;
import io.slackline.p4switch.target.DigestConfig;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.Replica;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Changes that the control plane may make to any program, drawn at random, and the whole state to compare. */
final class RandomEntries {

    private static final MatchValue KNOWN = new MatchValue.Exact(new BigInteger("aabbccddeeff00000005", 16));

    private RandomEntries() {}

    /** Groups, sessions and digests for all that a program may ask for. */
    static void replication(Device device) {
        for (int id = 1; id <= 8; id++) {
            device.insertMulticastGroup(new MulticastGroup(
                    id, List.of(new Replica(id % 3 + 1, 1), new Replica(4, id))));
            device.insertCloneSession(new CloneSession(id, List.of(new Replica(id % 4 + 1, 0)), id == 3 ? 20 : 0));
        }
        device.program()
                .orElseThrow()
                .digests()
                .forEach(d -> device.configureDigest(d.name(), new DigestConfig(0, 1, 0)));
    }

    /** Makes one change; gives what came of it. */
    static String change(Device device, SplittableRandom random) {
        Program program = device.program().orElseThrow();
        List<Program.Table> tables = program.tables().stream()
                .filter(t -> !t.name().startsWith("tbl_"))
                .toList();
        try {
            if (random.nextInt(8) == 0 && !program.meters().isEmpty()) {
                Program.ArrayInfo meter =
                        program.meters().get(random.nextInt(program.meters().size()));
                device.setMeter(meter.name(), random.nextLong(meter.size()), Optional.of(new MeterConfig(1, 5, 2, 10)));
                return "meter";
            }
            int kind = random.nextInt(24);
            if (kind == 0 && !program.registers().isEmpty()) {
                Program.ArrayInfo register = program.registers()
                        .get(random.nextInt(program.registers().size()));
                device.setRegister(
                        register.name(), random.nextLong(register.size()), value(register.widthBits(), random));
                return "register";
            }
            if (kind == 1 && !program.valueSets().isEmpty()) {
                String set = program.valueSets()
                        .get(random.nextInt(program.valueSets().size()));
                device.setValueSet(set, List.of(new MatchValue.Exact(value(16, random)), KNOWN));
                return "value set";
            }
            if (kind == 2) {
                device.portState(1 + random.nextInt(4), random.nextBoolean() ? PortState.UP : PortState.DOWN);
                return "port";
            }
            if (kind == 3) {
                device.setCrc("calc", new CrcParameters(random.nextInt(1 << 16), 0, 1, random.nextBoolean(), true));
                return "crc";
            }
            if (tables.isEmpty()) {
                return "none";
            }
            Program.Table table = tables.get(random.nextInt(tables.size()));
            return change(device, program, table, random);
        } catch (TargetException e) {
            return e.getMessage();
        }
    }

    private static String change(Device device, Program program, Program.Table table, SplittableRandom random) {
        String action = table.actions().get(random.nextInt(table.actions().size()));
        Program.Action declared = program.actions().stream()
                .filter(a -> a.name().equals(action))
                .findFirst()
                .orElseThrow();
        ActionCall call = new ActionCall(
                action,
                declared.parameters().stream()
                        .map(p -> value(p.widthBits(), random))
                        .toList());
        TableAction bound = table.actionProfile().isPresent()
                ? new TableAction.OneShot(List.of(
                        new TableAction.WeightedCall(call, 1 + random.nextInt(3), -1),
                        new TableAction.WeightedCall(call, 1, random.nextInt(5) - 1)))
                : new TableAction.Direct(call);
        List<MatchValue> fields = new ArrayList<>();
        boolean prioritised = false;
        for (Program.KeyField field : table.key()) {
            fields.add(match(field, random));
            prioritised |= switch (field.kind()) {
                case TERNARY, RANGE, OPTIONAL -> true;
                case EXACT, LPM -> false;
            };
        }
        TableKey key = new TableKey(fields, prioritised ? 1 + random.nextInt(5) : 0);
        switch (random.nextInt(6)) {
            case 0 -> device.delete(table.name(), key);
            case 1 -> device.modify(table.name(), TableEntry.of(key, bound));
            case 2 -> device.setDefaultAction(table.name(), bound);
            default -> device.insert(table.name(), TableEntry.of(key, bound));
        }
        return "changed " + table.name();
    }

    private static MatchValue match(Program.KeyField field, SplittableRandom random) {
        int width = field.widthBits();
        BigInteger value = value(width, random);
        return switch (field.kind()) {
            case EXACT -> new MatchValue.Exact(value);
            case LPM -> {
                int length = random.nextInt(width + 1);
                yield new MatchValue.Lpm(value.shiftRight(width - length).shiftLeft(width - length), length);
            }
            case TERNARY -> {
                BigInteger mask = value(width, random);
                yield random.nextInt(3) == 0 ? new MatchValue.Any() : new MatchValue.Ternary(value.and(mask), mask);
            }
            case OPTIONAL -> random.nextBoolean() ? new MatchValue.Any() : new MatchValue.Exact(value);
            case RANGE -> {
                BigInteger other = value(width, random);
                yield new MatchValue.Range(value.min(other), value.max(other));
            }
        };
    }

    /** Mostly a small number, so that packets hit. */
    private static BigInteger value(int width, SplittableRandom random) {
        BigInteger small = BigInteger.valueOf(random.nextInt(6));
        BigInteger any = new BigInteger(1, bytes(random, (width + 7) / 8));
        BigInteger chosen = random.nextInt(4) > 0 ? small : any;
        return chosen.and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE));
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Entries with their counters, counters and registers, by name. */
    static Map<String, Object> state(Device device) {
        Program program = device.program().orElseThrow();
        Map<String, Object> state = new TreeMap<>();
        for (Program.Table table : program.tables()) {
            if (!table.name().startsWith("tbl_")) {
                state.put(table.name(), device.entries(table.name()));
            }
        }
        program.counters().forEach(c -> state.put(c.name(), device.counters(c.name())));
        program.registers().forEach(r -> state.put(r.name(), device.registers(r.name())));
        return state;
    }
}

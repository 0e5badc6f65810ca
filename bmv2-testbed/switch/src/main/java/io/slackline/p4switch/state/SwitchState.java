package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.ArrayIr;
import io.slackline.p4switch.ir.Calculation;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.CrcParameters;
import io.slackline.p4switch.target.DigestList;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MeterCounts;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.target.TargetException.Code;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The state of one running program.
 *
 * <p>Two sides meet here. The packet path reads {@link #forwarding()} once per packet and owns the cells (counters, meters, registers,
 * digests). The control side changes tables under its own lock and publishes a new {@link Forwarding}; it touches cells only while it
 * holds the packet lock, which {@code io.slackline.p4switch.device} arranges. Methods say which lock the caller must hold.
 */
public final class SwitchState {

    private final ProgramIr program;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final ControlTables control;
    private final Counter[][] counters;
    private final Meter[][] meters;
    private final Registers[] registers;
    private final DigestBuffer[] digests;
    private final @Nullable CustomCrc[] crcs;
    private final Set<Table> changed = new HashSet<>();
    private volatile Forwarding forwarding;

    /**
     * The initial state of a program.
     *
     * @param nanoClock monotonic nanoseconds
     * @param ports kept by the device from one program to the next
     */
    public SwitchState(ProgramIr program, LongSupplier nanoClock, PortStates ports) {
        this.program = program;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
        control = new ControlTables(program, nanoClock, ports);
        counters = program.counters().stream()
                .map(c -> cells(c.size(), Counter[]::new, Counter::new))
                .toArray(Counter[][]::new);
        meters = program.meters().stream()
                .map(m -> cells(m.size(), Meter[]::new, Meter::new))
                .toArray(Meter[][]::new);
        registers = program.registers().stream().map(Registers::new).toArray(Registers[]::new);
        digests = program.digests().stream().map(DigestBuffer::new).toArray(DigestBuffer[]::new);
        crcs = program.calculations().stream()
                .map(c -> CustomCrc.knows(c.algorithm()) ? CustomCrc.of(c.algorithm()) : null)
                .toArray(CustomCrc[]::new);
        forwarding = new Forwarding(
                control.snapshots(),
                Replication.empty(),
                program.valueSets().stream()
                        .map(set -> new ValueSet(set.name(), set.widthBits(), List.of()))
                        .toArray(ValueSet[]::new));
    }

    private static <T> T[] cells(int size, IntFunction<T[]> array, java.util.function.Supplier<T> cell) {
        return IntStream.range(0, size).mapToObj(_ -> cell.get()).toArray(array);
    }

    public ProgramIr program() {
        return program;
    }

    /** When the program began, by the clock it was given: v1model's timestamps count from here. */
    public long startNanos() {
        return startNanos;
    }

    // --- packet path

    public Forwarding forwarding() {
        return forwarding;
    }

    public Counter[] counters(int index) {
        return counters[index];
    }

    public Meter[] meters(int index) {
        return meters[index];
    }

    public Registers registers(int index) {
        return registers[index];
    }

    /** The CRC with parameters that a calculation uses. */
    public CustomCrc crc(int calculation) {
        return Objects.requireNonNull(
                crcs[calculation], () -> program.calculations().get(calculation).name());
    }

    /**
     * Hands over a digest.
     *
     * @param limbs members one after another
     * @return whether a list is due
     */
    public boolean digest(int index, long[] limbs) {
        return digests[index].add(limbs, nanoClock.getAsLong());
    }

    // --- control lock

    /** The tables, for changes; {@link #changed} and {@link #publish()} make them visible. */
    public ControlTables control() {
        return control;
    }

    /** Notes that a table was changed. */
    public void changed(Table table) {
        changed.add(table);
    }

    /** Makes the tables that were changed visible to packets, all at once. */
    public void publish() {
        if (!changed.isEmpty()) {
            forwarding = forwarding.with(changed);
            changed.clear();
        }
    }

    public void publish(Replication replication) {
        forwarding = forwarding.with(replication);
    }

    public void setValueSet(String name, List<MatchValue> members) {
        int index = valueSet(name);
        ProgramIr.ValueSet set = program.valueSets().get(index);
        forwarding = forwarding.with(index, new ValueSet(name, set.widthBits(), members));
    }

    public List<MatchValue> valueSetMembers(String name) {
        return forwarding.valueSets()[valueSet(name)].members();
    }

    private int valueSet(String name) {
        return find("parser value set", program.valueSets(), ProgramIr.ValueSet::name, name);
    }

    // --- packet lock

    public CounterValue counter(String name, long index) {
        return cell(name, index, counters[counterIndex(name)]).value();
    }

    public List<CounterValue> counterValues(String name) {
        return java.util.Arrays.stream(counters[counterIndex(name)])
                .map(Counter::value)
                .toList();
    }

    public void setCounter(String name, long index, CounterValue value) {
        cell(name, index, counters[counterIndex(name)]).set(value);
    }

    public Optional<MeterConfig> meter(String name, long index) {
        return cell(name, index, meters[meterIndex(name)]).config();
    }

    public void setMeter(String name, long index, Optional<MeterConfig> config) {
        cell(name, index, meters[meterIndex(name)]).configure(config, nanoClock.getAsLong());
    }

    public MeterCounts meterCounts(String name, long index) {
        return cell(name, index, meters[meterIndex(name)]).marked();
    }

    public void setMeterCounts(String name, long index, MeterCounts counts) {
        cell(name, index, meters[meterIndex(name)]).setMarked(counts);
    }

    public BigInteger register(String name, long index) {
        Registers array = registers[registerIndex(name)];
        return array.get(checked(name, index, array.size()));
    }

    public List<BigInteger> registerValues(String name) {
        Registers array = registers[registerIndex(name)];
        List<BigInteger> values = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            values.add(array.get(i));
        }
        return values;
    }

    public void setRegister(String name, long index, BigInteger value) {
        int at = registerIndex(name);
        ArrayIr.Register register = program.registers().get(at);
        if (value.signum() < 0 || value.bitLength() > register.widthBits()) {
            throw TargetException.invalid("register \"" + name + "\": value 0x" + value.toString(16) + " does not fit "
                    + register.widthBits() + " bits");
        }
        registers[at].set(checked(name, index, register.size()), value);
    }

    public void setCrc(String name, CrcParameters parameters) {
        List<String> valid = program.calculations().stream()
                .filter(c -> CustomCrc.knows(c.algorithm()))
                .map(Calculation::name)
                .toList();
        int index = find("calculation", program.calculations(), Calculation::name, name);
        CustomCrc crc = crcs[index];
        if (crc == null) {
            throw TargetException.invalid("calculation \"" + name + "\" is no CRC with parameters; valid: " + valid);
        }
        long unused = ~Bits.mask(crc.widthBits());
        if (((parameters.polynomial() | parameters.initial() | parameters.finalXor()) & unused) != 0) {
            throw TargetException.invalid(
                    "calculation \"" + name + "\": " + parameters + " do not fit " + crc.widthBits() + " bits");
        }
        crc.set(parameters);
    }

    private int counterIndex(String name) {
        return find("counter", program.counters(), ArrayIr.Counter::name, name);
    }

    private int meterIndex(String name) {
        return find("meter", program.meters(), ArrayIr.Meter::name, name);
    }

    private int registerIndex(String name) {
        return find("register", program.registers(), ArrayIr.Register::name, name);
    }

    public DigestBuffer digest(String name) {
        return digests[find("digest", program.digests(), d -> d.name(), name)];
    }

    /** Closes the lists that are due. */
    public List<DigestList> dueDigests(long wallNanos) {
        long now = nanoClock.getAsLong();
        List<DigestList> due = new ArrayList<>();
        for (DigestBuffer digest : digests) {
            if (digest.due(now)) {
                due.add(digest.take(now, wallNanos));
            }
        }
        return due;
    }

    private static <T> T cell(String name, long index, T[] cells) {
        return cells[checked(name, index, cells.length)];
    }

    private static int checked(String name, long index, int size) {
        if (index < 0 || index >= size) {
            throw new TargetException(
                    Code.OUT_OF_RANGE, "index " + index + " of \"" + name + "\": expected 0 to " + (size - 1));
        }
        return (int) index;
    }

    static <T> int find(String kind, List<T> all, java.util.function.Function<T, String> nameOf, String name) {
        for (int i = 0; i < all.size(); i++) {
            if (nameOf.apply(all.get(i)).equals(name)) {
                return i;
            }
        }
        String valid = all.isEmpty()
                ? "the program has none"
                : "the program has " + all.stream().map(nameOf).collect(Collectors.joining(", "));
        throw TargetException.notFound("there is no " + kind + " \"" + name + "\"; " + valid);
    }
}

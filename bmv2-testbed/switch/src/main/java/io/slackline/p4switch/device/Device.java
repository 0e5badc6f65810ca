package io.slackline.p4switch.device;

import io.slackline.p4switch.device.ReplicationRules.Expected;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.load.ProgramLoader;
import io.slackline.p4switch.state.PortStates;
import io.slackline.p4switch.state.Profile;
import io.slackline.p4switch.state.Replication;
import io.slackline.p4switch.state.SwitchState;
import io.slackline.p4switch.state.Table;
import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.CrcParameters;
import io.slackline.p4switch.target.DigestConfig;
import io.slackline.p4switch.target.DigestList;
import io.slackline.p4switch.target.DirectCells;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MeterCounts;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.ProfileGroup;
import io.slackline.p4switch.target.ProfileMember;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.target.TargetException.Code;
import io.slackline.p4switch.target.TargetListener;
import io.slackline.p4switch.trace.TraceSession;
import io.slackline.p4switch.trace.Traceable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The switch without its ports and without its wire protocol.
 *
 * <p>Two locks. The packet lock makes the engine single-threaded: whoever brings packets holds it for a batch, and control calls hold it
 * where they touch counters, meters, registers and digests, or exchange the program. The control lock orders writers of tables; the packet
 * path never takes it, it reads published snapshots. Who needs both takes the control lock first.
 */
public final class Device implements P4Target, Traceable {

    private static final Logger log = LoggerFactory.getLogger(Device.class);

    /** A program in execution. */
    private record Running(LoadedProgram program, SwitchState state, PacketEngine plain, PacketEngine engine) {}

    private static final TargetListener NOBODY = new TargetListener() {
        @Override
        public void packetIn(byte[] packet) {}

        @Override
        public void digest(DigestList list) {}

        @Override
        public void idleTimeout(String table, List<TableEntry> entries) {}
    };

    private final DeviceConfig config;
    private final PortOutput ports;
    private final Executor timer;
    private final DropCounts drops;
    private final ReplicationRules replicationRules;
    private final PortStates portStates = new PortStates();
    private final ReentrantLock packetLock = new ReentrantLock();
    private final ReentrantLock controlLock = new ReentrantLock();
    private final PacketSink sink = new Sink();
    private PortOutput output;
    private volatile TargetListener listener = NOBODY;
    private volatile Optional<Running> running = Optional.empty();
    private final Tracing tracing;

    /**
     * Makes a device without a program.
     *
     * @param timer runs digest lists that are due; must not run them on the calling thread
     */
    public Device(DeviceConfig config, PortOutput ports, Executor timer, DropCounts drops) {
        this.config = config;
        this.ports = ports;
        this.output = ports;
        this.timer = timer;
        this.drops = drops;
        this.replicationRules = new ReplicationRules(config.dropPort());
        this.tracing = new Tracing(config, sink);
    }

    // --- packets

    /** Keeps the engine for a batch of packets, whose results go to the device's ports; {@link #endBatch()} must follow on the same thread. */
    public void beginBatch() {
        beginBatch(ports);
    }

    /**
     * Keeps the engine for a batch of packets; {@link #endBatch(PortOutput)} must follow on the same thread.
     *
     * @param own where packets that leave the switch go; the caller's alone
     */
    public void beginBatch(PortOutput own) {
        packetLock.lock();
        output = own;
    }

    /** Lets a packet in; only between {@link #beginBatch} and {@link #endBatch}. */
    public void receive(int port, byte[] packet, int offset, int length) {
        Optional<Running> now = running;
        if (now.isEmpty()) {
            drops.add(DropCause.NO_PROGRAM);
            return;
        }
        try {
            now.get().engine.process(port, packet, offset, length);
        } catch (RuntimeException e) {
            drops.add(DropCause.ENGINE_FAULT);
            log.error("a packet of {} bytes from port {} made the engine fail", length, port, e);
        }
    }

    /** Sends what came of the batch and lets go of the engine. */
    public void endBatch() {
        try {
            ports.flush();
        } finally {
            packetLock.unlock();
        }
    }

    /** Lets go of the engine, and then sends what came of the batch. */
    public void endBatch(PortOutput own) {
        packetLock.unlock();
        own.flush();
    }

    @Override
    public void packetOut(byte[] packet) {
        if (config.cpuPort() < 0) {
            throw new TargetException(
                    Code.FAILED_PRECONDITION, "the switch has no CPU port; start it with --cpu-port N");
        }
        require();
        beginBatch();
        try {
            receive(config.cpuPort(), packet, 0, packet.length);
        } finally {
            endBatch();
        }
    }

    @Override
    public int cpuPort() {
        return config.cpuPort();
    }

    @Override
    public void setListener(TargetListener newListener) {
        listener = newListener;
    }

    /** Tells that a port went up or down: groups lose, or have again, the members that watch it. */
    public void portState(int port, PortState state) {
        controlLock.lock();
        try {
            boolean changed = switch (state) {
                case UP -> portStates.goesUp(port);
                case DOWN -> portStates.goesDown(port);
            };
            if (changed) {
                log.debug("port {} is {}", port, state == PortState.UP ? "up" : "down");
                running.ifPresent(r -> r.state.control().portsChanged());
            }
        } finally {
            controlLock.unlock();
        }
    }

    /** Sends digest lists that have waited long enough, and tells of entries that have expired. For a timer. */
    public void tick() {
        Optional<Running> now = running;
        if (now.isEmpty()) {
            return;
        }
        SwitchState state = now.get().state;
        sendDigests(state);
        controlLock.lock();
        try {
            for (Table table : state.control().withTimeouts()) {
                List<TableEntry> expired = withPackets(table::expired);
                if (!expired.isEmpty()) {
                    listener.idleTimeout(table.ir().name(), expired);
                }
            }
        } finally {
            controlLock.unlock();
        }
    }

    private void sendDigests(SwitchState state) {
        withPackets(() -> state.dueDigests(config.wallNanos().getAsLong())).forEach(list -> listener.digest(list));
    }

    /** Where the engine's packets go. */
    private final class Sink implements PacketSink {

        @Override
        public void send(int egressPort, byte[] packet, int offset, int length) {
            if (egressPort == config.cpuPort()) {
                listener.packetIn(Arrays.copyOfRange(packet, offset, offset + length));
            } else if (!output.send(egressPort, packet, offset, length)) {
                drops.add(DropCause.NO_SUCH_PORT);
            }
        }

        @Override
        public void dropped(DropCause cause) {
            drops.add(cause);
        }

        @Override
        public void digestDue() {
            running.ifPresent(r -> timer.execute(() -> sendDigests(r.state)));
        }

        @Override
        public void log(String message) {
            log.info("program: {}", message);
        }
    }

    // --- program

    @Override
    public Program load(byte[] bmv2Json, Map<String, Integer> initialised) {
        ProgramIr ir = ProgramLoader.load(bmv2Json, initialised);
        return new LoadedProgram(ir);
    }

    @Override
    public void commit(Program program) {
        if (!(program instanceof LoadedProgram loaded)) {
            throw TargetException.invalid("program was not loaded by this switch");
        }
        controlLock.lock();
        try {
            SwitchState state = new SwitchState(loaded.ir(), config.nanoClock(), portStates);
            PacketEngine engine = engine(state);
            withPackets(
                    () -> running = Optional.of(new Running(loaded, state, engine, tracing.rebound(engine, state))));
        } finally {
            controlLock.unlock();
        }
    }

    private PacketEngine engine(SwitchState state) {
        try {
            return config.engines().create(state, sink, config);
        } catch (TargetException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TargetException(
                    Code.INVALID_ARGUMENT,
                    "compiled program cannot be executed, it is nothing that p4c writes: " + e,
                    e);
        }
    }

    @Override
    public Optional<Program> program() {
        return running.map(Running::program);
    }

    // --- traces

    @Override
    public void attach(TraceSession session) {
        retrace(() -> tracing.add(session, require()));
    }

    @Override
    public void detach(TraceSession session) {
        retrace(() -> tracing.remove(session));
    }

    private void retrace(Runnable change) {
        controlLock.lock();
        try {
            withPackets(() -> {
                change.run();
                running = running.map(r -> new Running(r.program, r.state, r.plain, tracing.before(r.plain, r.state)));
                return running;
            });
        } finally {
            controlLock.unlock();
        }
    }

    @Override
    public void atomically(Runnable action) {
        controlLock.lock();
        try {
            withPackets(() -> {
                action.run();
                publish();
                return action;
            });
        } finally {
            controlLock.unlock();
        }
    }

    @Override
    public void together(Runnable changes) {
        controlLock.lock();
        try {
            changes.run();
        } finally {
            publishOnce();
            controlLock.unlock();
        }
    }

    /** Publishes what was changed when the outermost holder of the control lock is about to let go of it. */
    private void publishOnce() {
        if (controlLock.getHoldCount() == 1) {
            publish();
        }
    }

    private void publish() {
        running.ifPresent(r -> r.state.publish());
    }

    private SwitchState require() {
        return running.orElseThrow(() -> new TargetException(
                        Code.FAILED_PRECONDITION,
                        "the switch has no program yet; set a forwarding pipeline config first"))
                .state();
    }

    private <T> T withPackets(Supplier<T> action) {
        packetLock.lock();
        try {
            return action.get();
        } finally {
            packetLock.unlock();
        }
    }

    private <T> T withCells(Function<SwitchState, T> action) {
        return withPackets(() -> action.apply(require()));
    }

    private void changeCells(Consumer<SwitchState> action) {
        withCells(state -> {
            action.accept(state);
            return state;
        });
    }

    private <T> T withControl(Function<SwitchState, T> action) {
        controlLock.lock();
        try {
            return action.apply(require());
        } finally {
            publishOnce();
            controlLock.unlock();
        }
    }

    private void changeControl(Consumer<SwitchState> action) {
        withControl(state -> {
            action.accept(state);
            return state;
        });
    }

    // --- tables

    private void change(String table, Consumer<Table> change) {
        changeControl(state -> {
            Table changed = state.control().table(table);
            change.accept(changed);
            state.changed(changed);
        });
    }

    /**
     * Reads entries. A large table takes a while, so packets go on meanwhile: the lock is only touched, which makes visible all that packets
     * before now have counted.
     */
    private <T> T read(String table, Function<Table, T> read) {
        return withControl(state -> {
            Table found = state.control().table(table);
            withPackets(() -> found);
            return read.apply(found);
        });
    }

    /** Changes cells of entries, with no packet in between. */
    private void changeCells(String table, Consumer<Table> change) {
        changeControl(state -> {
            Table found = state.control().table(table);
            withPackets(() -> {
                change.accept(found);
                return found;
            });
        });
    }

    @Override
    public void insert(String table, TableEntry entry) {
        change(table, t -> t.insert(entry));
    }

    @Override
    public void modify(String table, TableEntry entry) {
        change(table, t -> {
            // Counters and meters are the packets' as well; all else is published as a new snapshot.
            if (entry.cells().counter().isPresent() || t.ir().directMeter() >= 0) {
                withPackets(() -> {
                    t.modify(entry);
                    return t;
                });
            } else {
                t.modify(entry);
            }
        });
    }

    @Override
    public void delete(String table, TableKey key) {
        change(table, t -> t.delete(key));
    }

    @Override
    public Optional<TableEntry> entry(String table, TableKey key) {
        return read(table, t -> t.entry(key));
    }

    @Override
    public List<TableEntry> entries(String table) {
        return read(table, Table::entries);
    }

    @Override
    public Optional<TableAction> defaultAction(String table) {
        return read(table, Table::defaultAction);
    }

    @Override
    public void setDefaultAction(String table, TableAction action) {
        change(table, t -> t.setDefault(action));
    }

    @Override
    public void resetDefaultAction(String table) {
        change(table, Table::resetDefault);
    }

    @Override
    public Optional<DirectCells> directCells(String table, TableKey key) {
        return read(table, t -> t.directCells(key));
    }

    @Override
    public void setDirectCounter(String table, TableKey key, CounterValue value) {
        changeCells(table, t -> t.counter(key).set(value));
    }

    @Override
    public void setDirectMeter(String table, TableKey key, Optional<MeterConfig> meter) {
        changeCells(table, t -> t.configureMeter(key, meter));
    }

    @Override
    public void setDirectMeterCounts(String table, TableKey key, MeterCounts counts) {
        changeCells(table, t -> t.meter(key).setMarked(counts));
    }

    // --- arrays

    @Override
    public CounterValue counter(String counter, long index) {
        return withCells(s -> s.counter(counter, index));
    }

    @Override
    public List<CounterValue> counters(String counter) {
        return withCells(s -> s.counterValues(counter));
    }

    @Override
    public void setCounter(String counter, long index, CounterValue value) {
        changeCells(s -> s.setCounter(counter, index, value));
    }

    @Override
    public Optional<MeterConfig> meter(String meter, long index) {
        return withCells(s -> s.meter(meter, index));
    }

    @Override
    public void setMeter(String meter, long index, Optional<MeterConfig> meterConfig) {
        changeCells(s -> s.setMeter(meter, index, meterConfig));
    }

    @Override
    public MeterCounts meterCounts(String meter, long index) {
        return withCells(s -> s.meterCounts(meter, index));
    }

    @Override
    public void setMeterCounts(String meter, long index, MeterCounts counts) {
        changeCells(s -> s.setMeterCounts(meter, index, counts));
    }

    @Override
    public BigInteger register(String register, long index) {
        return withCells(s -> s.register(register, index));
    }

    @Override
    public List<BigInteger> registers(String register) {
        return withCells(s -> s.registerValues(register));
    }

    @Override
    public void setRegister(String register, long index, BigInteger value) {
        changeCells(s -> s.setRegister(register, index, value));
    }

    @Override
    public void setCrc(String calculation, CrcParameters parameters) {
        changeCells(s -> s.setCrc(calculation, parameters));
    }

    // --- action profiles

    private void changeProfile(String profile, Consumer<Profile> change) {
        changeControl(state -> change.accept(state.control().profile(profile)));
    }

    @Override
    public void insertMember(String profile, ProfileMember member) {
        changeProfile(profile, p -> p.insertMember(member));
    }

    @Override
    public void modifyMember(String profile, ProfileMember member) {
        changeProfile(profile, p -> p.modifyMember(member));
    }

    @Override
    public void deleteMember(String profile, int memberId) {
        changeProfile(profile, p -> p.deleteMember(memberId));
    }

    @Override
    public List<ProfileMember> members(String profile) {
        return withControl(s -> s.control().profile(profile).members());
    }

    @Override
    public void insertGroup(String profile, ProfileGroup group) {
        changeProfile(profile, p -> p.insertGroup(group));
    }

    @Override
    public void modifyGroup(String profile, ProfileGroup group) {
        changeProfile(profile, p -> p.modifyGroup(group));
    }

    @Override
    public void deleteGroup(String profile, int groupId) {
        changeProfile(profile, p -> p.deleteGroup(groupId));
    }

    @Override
    public List<ProfileGroup> groups(String profile) {
        return withControl(s -> s.control().profile(profile).groups());
    }

    // --- replication

    private void replicate(Function<Replication, Replication> change) {
        changeControl(state -> state.publish(change.apply(state.forwarding().replication())));
    }

    @Override
    public void insertMulticastGroup(MulticastGroup group) {
        replicate(r -> replicationRules.put(r, group, Expected.ABSENT));
    }

    @Override
    public void modifyMulticastGroup(MulticastGroup group) {
        replicate(r -> replicationRules.put(r, group, Expected.PRESENT));
    }

    @Override
    public void deleteMulticastGroup(int groupId) {
        replicate(r -> ReplicationRules.removeGroup(r, groupId));
    }

    @Override
    public List<MulticastGroup> multicastGroups() {
        return withControl(
                s -> List.copyOf(s.forwarding().replication().groups().values()));
    }

    @Override
    public void insertCloneSession(CloneSession session) {
        replicate(r -> replicationRules.put(r, session, Expected.ABSENT));
    }

    @Override
    public void modifyCloneSession(CloneSession session) {
        replicate(r -> replicationRules.put(r, session, Expected.PRESENT));
    }

    @Override
    public void deleteCloneSession(int sessionId) {
        replicate(r -> ReplicationRules.removeSession(r, sessionId));
    }

    @Override
    public List<CloneSession> cloneSessions() {
        return withControl(
                s -> List.copyOf(s.forwarding().replication().sessions().values()));
    }

    // --- value sets, digests

    @Override
    public void setValueSet(String valueSet, List<MatchValue> members) {
        changeControl(s -> s.setValueSet(valueSet, members));
    }

    @Override
    public List<MatchValue> valueSet(String valueSet) {
        return withControl(s -> s.valueSetMembers(valueSet));
    }

    @Override
    public void configureDigest(String digest, DigestConfig digestConfig) {
        changeCells(s -> s.digest(digest).configure(Optional.of(digestConfig)));
    }

    @Override
    public void removeDigest(String digest) {
        changeCells(s -> s.digest(digest).configure(Optional.empty()));
    }

    @Override
    public Optional<DigestConfig> digestConfig(String digest) {
        return withCells(s -> s.digest(digest).config());
    }

    @Override
    public void acknowledgeDigest(String digest, long listId) {
        changeCells(s -> s.digest(digest).acknowledge(listId));
    }
}

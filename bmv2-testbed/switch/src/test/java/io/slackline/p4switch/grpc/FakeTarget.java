package io.slackline.p4switch.grpc;

import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.DigestConfig;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.ProfileGroup;
import io.slackline.p4switch.target.ProfileMember;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.target.TargetListener;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Keeps state in maps and moves no packet: what a controller does to it can be looked at. */
final class FakeTarget implements P4Target {

    static final byte[] JSON = "{\"program\": \"every_kind\"}".getBytes(StandardCharsets.UTF_8);

    final BlockingQueue<byte[]> packetsOut = new LinkedBlockingQueue<>();
    final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    volatile @Nullable TargetListener listener;
    private Optional<Program> program = Optional.empty();
    private final Map<String, Map<TableKey, TableEntry>> tables = new HashMap<>();
    private final Map<String, TableAction> defaults = new HashMap<>();
    private final Map<String, CounterValue[]> counters = new HashMap<>();
    private final Map<String, Map<Long, MeterConfig>> meters = new HashMap<>();
    private final Map<String, BigInteger[]> registers = new HashMap<>();
    private final Map<Integer, ProfileMember> members = new LinkedHashMap<>();
    private final Map<Integer, ProfileGroup> groups = new LinkedHashMap<>();
    private final Map<Integer, MulticastGroup> multicast = new LinkedHashMap<>();
    private final Map<Integer, CloneSession> clones = new LinkedHashMap<>();
    private final Map<String, List<MatchValue>> valueSets = new HashMap<>();
    private final Map<String, DigestConfig> digests = new HashMap<>();

    @Override
    public Program load(byte[] json) {
        if (!new String(json, StandardCharsets.UTF_8).contains("every_kind")) {
            throw TargetException.invalid("this is no compiled program");
        }
        return new FakeProgram();
    }

    @Override
    public void commit(Program next) {
        program = Optional.of(next);
        tables.clear();
        defaults.clear();
        counters.clear();
        meters.clear();
        registers.clear();
        members.clear();
        groups.clear();
        multicast.clear();
        clones.clear();
        valueSets.clear();
        digests.clear();
        next.tables().forEach(table -> tables.put(table.name(), new LinkedHashMap<>()));
        next.counters().forEach(array -> {
            CounterValue[] cells = new CounterValue[(int) array.size()];
            Arrays.fill(cells, CounterValue.ZERO);
            counters.put(array.name(), cells);
        });
        next.meters().forEach(array -> meters.put(array.name(), new HashMap<>()));
        next.registers().forEach(array -> {
            BigInteger[] cells = new BigInteger[(int) array.size()];
            Arrays.fill(cells, BigInteger.ZERO);
            registers.put(array.name(), cells);
        });
        TableKey key = new TableKey(List.of(new MatchValue.Exact(BigInteger.ONE)), 0);
        tables.get("fixed").put(key, TableEntry.of(key, new TableAction.Direct(new ActionCall("discard", List.of()))));
    }

    @Override
    public Optional<Program> program() {
        return program;
    }

    @Override
    public void atomically(Runnable action) {
        action.run();
    }

    @Override
    public void insert(String table, TableEntry entry) {
        Map<TableKey, TableEntry> entries = tables.get(table);
        if (entries.containsKey(entry.key())) {
            throw new TargetException(TargetException.Code.ALREADY_EXISTS, "table '" + table + "' has this entry");
        }
        if (table.equals("stations") && entries.size() == 4) {
            throw new TargetException(TargetException.Code.RESOURCE_EXHAUSTED, "table '" + table + "' is full");
        }
        entries.put(entry.key(), withCounter(table, entry, entry.counter().orElse(CounterValue.ZERO)));
    }

    @Override
    public void modify(String table, TableEntry entry) {
        CounterValue before = require(table, entry.key()).counter().orElse(CounterValue.ZERO);
        tables.get(table)
                .put(entry.key(), withCounter(table, entry, entry.counter().orElse(before)));
    }

    @Override
    public void delete(String table, TableKey key) {
        require(table, key);
        tables.get(table).remove(key);
    }

    @Override
    public Optional<TableEntry> entry(String table, TableKey key) {
        return Optional.ofNullable(tables.get(table).get(key));
    }

    @Override
    public List<TableEntry> entries(String table) {
        return List.copyOf(tables.get(table).values());
    }

    @Override
    public Optional<TableAction> defaultAction(String table) {
        return Optional.ofNullable(defaults.get(table));
    }

    @Override
    public void setDefaultAction(String table, TableAction action) {
        defaults.put(table, action);
    }

    @Override
    public void resetDefaultAction(String table) {
        defaults.remove(table);
    }

    @Override
    public void setDirectCounter(String table, TableKey key, CounterValue value) {
        tables.get(table).put(key, withCounter(table, require(table, key), value));
    }

    @Override
    public void setDirectMeter(String table, TableKey key, Optional<MeterConfig> config) {
        TableEntry e = require(table, key);
        tables.get(table)
                .put(
                        key,
                        new TableEntry(
                                key, e.action(), config, e.counter(), e.idleTimeoutNanos(), e.idleNanos(), e.cookie()));
    }

    @Override
    public CounterValue counter(String counter, long index) {
        return counters.get(counter)[(int) index];
    }

    @Override
    public List<CounterValue> counters(String counter) {
        return List.of(counters.get(counter));
    }

    @Override
    public void setCounter(String counter, long index, CounterValue value) {
        counters.get(counter)[(int) index] = value;
    }

    @Override
    public Optional<MeterConfig> meter(String meter, long index) {
        return Optional.ofNullable(meters.get(meter).get(index));
    }

    @Override
    public void setMeter(String meter, long index, Optional<MeterConfig> config) {
        config.ifPresentOrElse(
                present -> meters.get(meter).put(index, present),
                () -> meters.get(meter).remove(index));
    }

    @Override
    public BigInteger register(String register, long index) {
        return registers.get(register)[(int) index];
    }

    @Override
    public List<BigInteger> registers(String register) {
        return List.of(registers.get(register));
    }

    @Override
    public void setRegister(String register, long index, BigInteger value) {
        registers.get(register)[(int) index] = value;
    }

    @Override
    public void insertMember(String profile, ProfileMember member) {
        members.put(member.memberId(), member);
    }

    @Override
    public void modifyMember(String profile, ProfileMember member) {
        if (members.replace(member.memberId(), member) == null) {
            throw TargetException.notFound("no member " + member.memberId());
        }
    }

    @Override
    public void deleteMember(String profile, int memberId) {
        members.remove(memberId);
    }

    @Override
    public List<ProfileMember> members(String profile) {
        return List.copyOf(members.values());
    }

    @Override
    public void insertGroup(String profile, ProfileGroup group) {
        groups.put(group.groupId(), group);
    }

    @Override
    public void modifyGroup(String profile, ProfileGroup group) {
        groups.put(group.groupId(), group);
    }

    @Override
    public void deleteGroup(String profile, int groupId) {
        groups.remove(groupId);
    }

    @Override
    public List<ProfileGroup> groups(String profile) {
        return List.copyOf(groups.values());
    }

    @Override
    public void insertMulticastGroup(MulticastGroup group) {
        if (multicast.putIfAbsent(group.groupId(), group) != null) {
            throw new TargetException(
                    TargetException.Code.ALREADY_EXISTS, "multicast group " + group.groupId() + " exists");
        }
    }

    @Override
    public void modifyMulticastGroup(MulticastGroup group) {
        if (multicast.replace(group.groupId(), group) == null) {
            throw TargetException.notFound("no multicast group " + group.groupId());
        }
    }

    @Override
    public void deleteMulticastGroup(int groupId) {
        if (multicast.remove(groupId) == null) {
            throw TargetException.notFound("no multicast group " + groupId);
        }
    }

    @Override
    public List<MulticastGroup> multicastGroups() {
        return List.copyOf(multicast.values());
    }

    @Override
    public void insertCloneSession(CloneSession session) {
        clones.put(session.sessionId(), session);
    }

    @Override
    public void modifyCloneSession(CloneSession session) {
        clones.put(session.sessionId(), session);
    }

    @Override
    public void deleteCloneSession(int sessionId) {
        clones.remove(sessionId);
    }

    @Override
    public List<CloneSession> cloneSessions() {
        return List.copyOf(clones.values());
    }

    @Override
    public void setValueSet(String valueSet, List<MatchValue> values) {
        valueSets.put(valueSet, List.copyOf(values));
    }

    @Override
    public List<MatchValue> valueSet(String valueSet) {
        return valueSets.getOrDefault(valueSet, List.of());
    }

    @Override
    public void configureDigest(String digest, DigestConfig config) {
        digests.put(digest, config);
    }

    @Override
    public void removeDigest(String digest) {
        digests.remove(digest);
    }

    @Override
    public Optional<DigestConfig> digestConfig(String digest) {
        return Optional.ofNullable(digests.get(digest));
    }

    @Override
    public void acknowledgeDigest(String digest, long listId) {
        acknowledged.add(digest + " " + listId);
    }

    @Override
    public void packetOut(byte[] packet) {
        packetsOut.add(packet);
    }

    @Override
    public int cpuPort() {
        return 255;
    }

    @Override
    public void setListener(TargetListener next) {
        listener = next;
    }

    private TableEntry require(String table, TableKey key) {
        return entry(table, key).orElseThrow(() -> TargetException.notFound("table '" + table + "' has no such entry"));
    }

    private static TableEntry withCounter(String table, TableEntry e, CounterValue value) {
        return new TableEntry(
                e.key(),
                e.action(),
                e.meter(),
                table.equals("stations") ? Optional.of(value) : Optional.empty(),
                e.idleTimeoutNanos(),
                e.idleNanos(),
                e.cookie());
    }
}

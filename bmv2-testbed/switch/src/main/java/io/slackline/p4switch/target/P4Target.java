package io.slackline.p4switch.target;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A P4 switch without its wire protocol. All methods are safe to call from any thread; writes take effect for whole packets: a
 * packet is processed with one state of all tables. Every refusal is a {@link TargetException}; a refused call changes nothing.
 *
 * <p>Methods that name an object of the program throw {@code NOT_FOUND} with the valid names when there is no such object, and
 * {@code FAILED_PRECONDITION} as long as no program is committed.
 */
public interface P4Target {

    // --- program

    /**
     * Reads a program and checks that every construct in it can be executed. Changes nothing.
     *
     * @param bmv2Json the compiled program, UTF-8
     * @param initialised how many entries fit into the tables that only begin with those the program declares; all other declared entries are
     *     constant, and are all that the table holds. The compiled program does not tell the two apart
     * @throws TargetException INVALID_ARGUMENT if it is no such program, UNIMPLEMENTED if it uses what the switch cannot do; the
     *     message names the construct and its line in the P4 source
     */
    Program load(byte[] bmv2Json, Map<String, Integer> initialised);

    /** Reads a program whose declared entries are all constant. */
    default Program load(byte[] bmv2Json) {
        return load(bmv2Json, Map.of());
    }

    /** Makes a program the running one. All tables, registers, groups and sessions start empty, or as the program declares. */
    void commit(Program program);

    /** The running program. */
    Optional<Program> program();

    /** Makes several changes. Packets go on meanwhile, and see what became of the tables all at once, at the end. */
    void together(Runnable changes);

    /** Processes no packet while the action runs, so that several writes become visible between two packets. */
    void atomically(Runnable action);

    // --- tables

    void insert(String table, TableEntry entry);

    /** Replaces action, meter, timeout and cookie of the entry with this key. */
    void modify(String table, TableEntry entry);

    void delete(String table, TableKey key);

    Optional<TableEntry> entry(String table, TableKey key);

    /** All entries, constant ones included, in no particular order. */
    List<TableEntry> entries(String table);

    /** Present default action; tables with an action profile have none until it is set. */
    Optional<TableAction> defaultAction(String table);

    void setDefaultAction(String table, TableAction action);

    /** Back to the default action that the program declares. */
    void resetDefaultAction(String table);

    /** Direct meter and counter of an entry or, by {@link TableKey#DEFAULT}, of the default entry; empty if there is no such entry. */
    Optional<DirectCells> directCells(String table, TableKey key);

    /** Direct counter of an entry, or of the default entry. */
    void setDirectCounter(String table, TableKey key, CounterValue value);

    /** Direct meter of an entry, or of the default entry; empty removes its limits. */
    void setDirectMeter(String table, TableKey key, Optional<MeterConfig> config);

    /** What the direct meter of an entry, or of the default entry, has marked. */
    void setDirectMeterCounts(String table, TableKey key, MeterCounts counts);

    // --- arrays; sizes are in Program

    CounterValue counter(String counter, long index);

    List<CounterValue> counters(String counter);

    void setCounter(String counter, long index, CounterValue value);

    /** Configuration of a meter cell; empty when it was never set. */
    Optional<MeterConfig> meter(String meter, long index);

    /** Empty removes the limits. */
    void setMeter(String meter, long index, Optional<MeterConfig> config);

    /** What a meter cell has marked. */
    MeterCounts meterCounts(String meter, long index);

    void setMeterCounts(String meter, long index, MeterCounts counts);

    BigInteger register(String register, long index);

    List<BigInteger> registers(String register);

    void setRegister(String register, long index, BigInteger value);

    /**
     * Sets the parameters of a custom CRC (crc16_custom and the like).
     *
     * @param calculation name of the calculation in the compiled program
     */
    void setCrc(String calculation, CrcParameters parameters);

    // --- action profiles

    void insertMember(String profile, ProfileMember member);

    void modifyMember(String profile, ProfileMember member);

    void deleteMember(String profile, int memberId);

    List<ProfileMember> members(String profile);

    void insertGroup(String profile, ProfileGroup group);

    void modifyGroup(String profile, ProfileGroup group);

    void deleteGroup(String profile, int groupId);

    List<ProfileGroup> groups(String profile);

    // --- replication

    void insertMulticastGroup(MulticastGroup group);

    void modifyMulticastGroup(MulticastGroup group);

    void deleteMulticastGroup(int groupId);

    List<MulticastGroup> multicastGroups();

    void insertCloneSession(CloneSession session);

    void modifyCloneSession(CloneSession session);

    void deleteCloneSession(int sessionId);

    List<CloneSession> cloneSessions();

    // --- parser value sets

    /** Replaces the members of a value set; kinds as the select expression uses them (exact, ternary). */
    void setValueSet(String valueSet, List<MatchValue> members);

    List<MatchValue> valueSet(String valueSet);

    // --- digests

    /** Starts (insert) or changes (modify) the sending of a digest. */
    void configureDigest(String digest, DigestConfig config);

    void removeDigest(String digest);

    Optional<DigestConfig> digestConfig(String digest);

    /** Unknown list ids are ignored, as P4Runtime wants it. */
    void acknowledgeDigest(String digest, long listId);

    // --- packets

    /**
     * Lets a packet in through the CPU port.
     *
     * @param packet controller header first, as {@link ControllerHeader} lays it out
     */
    void packetOut(byte[] packet);

    /** The CPU port, or -1 if the switch has none. */
    int cpuPort();

    /** Replaces the listener. */
    void setListener(TargetListener listener);
}

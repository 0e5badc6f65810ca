package io.slackline.p4switch.stf;

import io.slackline.p4switch.device.PortState;
import io.slackline.p4switch.target.CrcParameters;
import io.slackline.p4switch.target.MatchValue;
import java.math.BigInteger;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One statement of a test. Names are as the test writes them; {@link StfNames} finds what they mean. */
sealed interface StfStatement {

    /**
     * Inserts an entry.
     *
     * @param priority larger wins
     * @param id name of the entry for {@code check_counter}, empty if it has none
     */
    record Add(String table, OptionalInt priority, List<Match> key, Call action, String id) implements StfStatement {}

    record SetDefault(String table, Call action) implements StfStatement {}

    /** Deletes all entries of all tables. */
    record RemoveAll() implements StfStatement {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Packet(int port, byte[] bytes) implements StfStatement {}

    /** A packet of which these nibbles are known: {@code *} for any, {@code $} at the end if nothing may follow. Empty: any packet will do. */
    record Expect(int port, String nibbles) implements StfStatement {}

    /** Nothing more may come out than what is expected, which holds anyway. */
    record NoPacket() implements StfStatement {}

    record Wait() implements StfStatement {}

    /** Compares a cell of an indirect counter, or the direct counter of the entry with an id. */
    record CheckCounter(String counter, OptionalLong index, String entryId, Unit unit, Condition condition, long value)
            implements StfStatement {}

    /** Compares a register's cell: ours, p4c's language has no such statement. */
    record CheckRegister(String register, long index, Condition condition, BigInteger value) implements StfStatement {}

    /** Clones of the session go to one port. */
    record MirrorToPort(int session, int port) implements StfStatement {}

    /** Clones of the session go where the multicast group goes. */
    record MirrorToGroup(int session, int group) implements StfStatement {}

    record MirrorDelete(int session) implements StfStatement {}

    record GroupCreate(int group) implements StfStatement {}

    /** Nodes are numbered from 0 in the order of their making. */
    record NodeCreate(int instance, List<Integer> ports) implements StfStatement {}

    record NodeUpdate(int node, List<Integer> ports) implements StfStatement {}

    record NodeAssociate(int group, int node) implements StfStatement {}

    record CounterWrite(String counter, long index, long packets, long bytes) implements StfStatement {}

    record RegisterWrite(String register, long index, BigInteger value) implements StfStatement {}

    record RegisterReset(String register) implements StfStatement {}

    /**
     * Sets a meter's cell.
     *
     * @param index empty for all cells
     */
    record MeterRates(String meter, OptionalLong index, Rate committed, Rate peak) implements StfStatement {}

    /** Sets the parameters of a custom CRC. */
    record SetCrc(String calculation, CrcParameters parameters) implements StfStatement {}

    /** Replaces the members of a parser value set, each as wide as all its fields: ours, p4c's language has no such statement. */
    record ValueSet(String name, List<MatchValue> members) implements StfStatement {
        public ValueSet {
            members = List.copyOf(members);
        }
    }

    /** A port goes up or down: ours. */
    record Port(int port, PortState state) implements StfStatement {}

    /** A statement that only shows something to people. */
    record Show() implements StfStatement {}

    /** One field of a key. */
    record Match(String field, String value) {}

    /** An action with its arguments; those without a name follow the order of declaration. */
    record Call(String action, List<Argument> arguments) {}

    /**
     * One argument.
     *
     * @param name empty if it has none
     */
    record Argument(String name, BigInteger value) {}

    /** A meter's rate in packets or bytes per microsecond, as bmv2's command line takes it. */
    record Rate(double perMicrosecond, long burst) {}

    enum Unit {
        PACKETS,
        BYTES
    }

    /** A comparison. */
    enum Condition {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String sign;

        Condition(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        boolean holds(BigInteger left, BigInteger right) {
            int order = left.compareTo(right);
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }
}

package io.slackline.p4switch.target;

import java.util.List;

/** What a table entry does when it is hit. */
public sealed interface TableAction {

    /** Runs an action: tables without an implementation. */
    record Direct(ActionCall call) implements TableAction {}

    /** Runs the action of a member of the table's action profile. */
    record Member(int memberId) implements TableAction {}

    /** Lets the table's selector choose a member of a group. */
    record Group(int groupId) implements TableAction {}

    /**
     * A set of weighted actions that belongs to this entry alone (P4Runtime's one-shot programming).
     *
     * @param note the adapter's own, kept and given back
     */
    record OneShot(List<WeightedCall> calls, int note) implements TableAction {
        public OneShot {
            calls = List.copyOf(calls);
        }

        /** A set without a note. */
        public OneShot(List<WeightedCall> calls) {
            this(calls, 0);
        }
    }

    /**
     * One choice of a one-shot set.
     *
     * @param weight at least 1
     * @param watchPort port whose loss takes the choice out, or -1
     */
    record WeightedCall(ActionCall call, int weight, int watchPort) {}
}

package io.slackline.testbed.system;

import io.slackline.api.v1.Migration;
import io.slackline.testbed.live.Provisions;
import java.util.Set;

/**
 * One thing that fails in one step of a migration, and what is promised.
 *
 * @param name what fails, and when
 * @param run in which runs of the suite it takes part
 * @param clients what they may see
 * @param ends the states that the migrations may end in
 * @param bed where it is played
 */
record MatrixRow(String name, Run run, Clients clients, Set<Migration.State> ends, Bed bed, Story story) {

    MatrixRow(String name, Run run, Clients clients, Set<Migration.State> ends, Story story) {
        this(name, run, clients, ends, Bed.USUAL, story);
    }

    /** The testbed that rows are played on. */
    enum Bed {
        USUAL(Provisions.NONE),
        /** Has disks that can be slowed and clocks that can be set, for which not every machine has the means. */
        PROVIDED(new Provisions(
                Set.of("controller", "agent-n1", "agent-n2"), Set.of("controller", "agent-n1", "agent-n2")));

        private final Provisions provisions;

        Bed(Provisions provisions) {
            this.provisions = provisions;
        }

        Provisions provisions() {
            return provisions;
        }
    }

    /** Whether a row is worth its seconds every time. */
    enum Run {
        ALWAYS,
        /** With {@code -Dslackline.matrix=full}. */
        FULL
    }

    /** What clients may see. Nothing is ever executed twice. */
    enum Clients {
        /** Every request gets its answer. */
        NOTHING,
        /** Requests that the dead had, or that were sent to them before the others had taken over, fail; none before and none after that. */
        FAILURES_UNTIL_RECOVERY
    }

    /** Brings the migrations to the step, and lets it fail. What is left injected is healed after it. */
    interface Story {
        void play(MatrixWorld world) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.slackline.testbed.system;

import io.slackline.api.v1.Migration;
import java.util.Set;

/**
 * One thing that fails in one step of a migration, and what is promised.
 *
 * @param name what fails, and when
 * @param run in which runs of the suite it takes part
 * @param clients what they may see
 * @param ends the states that the migrations may end in
 */
record MatrixRow(String name, Run run, Clients clients, Set<Migration.State> ends, Story story) {

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

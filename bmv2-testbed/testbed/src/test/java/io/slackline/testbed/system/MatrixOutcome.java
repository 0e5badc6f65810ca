package io.slackline.testbed.system;

import java.util.List;

/**
 * What was measured of a row.
 *
 * @param journal of each migration: its steps, and why it rolled back
 * @param ends the migrations' last states
 * @param failed requests without exactly one good answer
 * @param failedOutside those of them that were sent before the fault or after the recovery
 * @param longestGapMillis between two good answers
 * @param recoveryMillis from the healing, or from the fault where nothing was healed, until the migrations had ended and all nodes were ready
 * @param error what went wrong with the row itself; empty when nothing did
 */
record MatrixOutcome(
        String row,
        List<String> journal,
        List<String> ends,
        int sent,
        int failed,
        int failedOutside,
        int duplicated,
        long longestGapMillis,
        long recoveryMillis,
        String error) {}

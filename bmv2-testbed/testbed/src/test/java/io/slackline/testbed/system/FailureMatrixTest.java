package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.slackline.testbed.system.MatrixRow.Bed;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * The failure matrix of docs/failures.md on whole processes and real packets: agents, controller and switch are killed, stopped or cut off in each
 * step of a migration, under load. One testbed plays all rows, a second one those on slow disks and wrong clocks, so this takes minutes and not one start per row. With
 * {@code -Dslackline.matrix=full} it plays the rows too that are left out otherwise, with a part of their names just those.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FailureMatrixTest {
    private static final String SELECTION = System.getProperty("slackline.matrix", "");
    private static final Duration LIMIT = Duration.ofMinutes(12);

    private final Map<String, MatrixOutcome> outcomes = new LinkedHashMap<>();
    private final Map<Bed, String> said = new EnumMap<>(Bed.class);
    private final Map<Bed, String> lacking = new EnumMap<>(Bed.class);

    @BeforeAll
    void play() throws Exception {
        for (Bed bed : Bed.values()) {
            if (!MatrixRows.of(SELECTION, bed).isEmpty()) {
                play(bed);
            }
        }
    }

    private void play(Bed bed) throws Exception {
        try {
            Sandbox.Result result = Sandbox.run(FailureMatrix.class.getName(), List.of(SELECTION, bed.name()), LIMIT);
            said.put(bed, result.errors());
            for (String line : result.output().lines().toList()) {
                System.out.println(line);
                MatrixOutcome outcome = new ObjectMapper().readValue(line, MatrixOutcome.class);
                outcomes.put(outcome.row(), outcome);
            }
            assertEquals(0, result.code(), result.errors());
        } catch (TestAbortedException lack) {
            lacking.put(bed, String.valueOf(lack.getMessage()));
        }
    }

    static List<MatrixRow> rows() {
        return MatrixRows.of(SELECTION);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void keepsItsPromise(MatrixRow row) {
        String lack = lacking.get(row.bed());
        assumeTrue(lack == null, lack);
        MatrixOutcome outcome = outcomes.get(row.name());
        assertTrue(outcome != null, () -> "not played, because a row before it failed:\n" + said.get(row.bed()));
        assertEquals("", outcome.error(), said.get(row.bed()));
        assertFalse(outcome.ends().isEmpty());
        outcome.ends()
                .forEach(end -> assertTrue(
                        row.ends().stream().anyMatch(allowed -> allowed.name().equals(end)), outcome.toString()));
        assertTrue(outcome.sent() > 0);
        assertEquals(0, outcome.duplicated(), outcome.toString());
        switch (row.clients()) {
            case NOTHING -> assertEquals(0, outcome.failed(), outcome.toString());
            case FAILURES_UNTIL_RECOVERY -> assertEquals(0, outcome.failedOutside(), outcome.toString());
        }
    }
}

package io.slackline.p4switch.stf;

import java.util.List;

/**
 * What came of a test.
 *
 * @param failures what was not as the test expects; none if it passed
 * @param notes what a reader of a failure may want to know: packets to ports that the test does not name, drops by cause
 */
public record StfResult(List<String> failures, List<String> notes) {

    public StfResult {
        failures = List.copyOf(failures);
        notes = List.copyOf(notes);
    }

    public boolean passed() {
        return failures.isEmpty();
    }
}

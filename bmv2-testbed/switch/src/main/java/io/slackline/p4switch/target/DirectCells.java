package io.slackline.p4switch.target;

import java.util.Optional;

/**
 * Direct meter and direct counter of a table entry. What an insert does not give begins at zero, what a modify does not give stays
 * as it is, except for the meter's configuration: without one the meter marks everything green. Read back, the counts are there if the table
 * has such cells.
 *
 * @param meter configuration of the meter
 * @param marked what the meter has marked
 * @param counter value of the counter
 */
public record DirectCells(Optional<MeterConfig> meter, Optional<MeterCounts> marked, Optional<CounterValue> counter) {

    public static final DirectCells UNSET = new DirectCells(Optional.empty(), Optional.empty(), Optional.empty());
}

package io.slackline.p4switch.state;

import io.slackline.p4switch.target.DirectCells;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The direct meter and counter of one entry, null where the table has none. They belong to the packet path; others touch them under the
 * packet lock.
 */
record Cells(@Nullable Meter meter, @Nullable Counter counter) {

    static final Cells NONE = new Cells(null, null);

    DirectCells read() {
        return new DirectCells(
                Optional.ofNullable(meter).flatMap(Meter::config),
                Optional.ofNullable(meter).map(Meter::marked),
                Optional.ofNullable(counter).map(Counter::value));
    }

    void write(DirectCells wanted, long nowNanos) {
        if (meter != null) {
            meter.configure(wanted.meter(), nowNanos);
            wanted.marked().ifPresent(meter::setMarked);
        }
        if (counter != null) {
            wanted.counter().ifPresent(counter::set);
        }
    }
}

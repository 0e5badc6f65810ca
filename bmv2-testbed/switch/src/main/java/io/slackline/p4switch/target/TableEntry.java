package io.slackline.p4switch.target;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A table entry as it is written and read back.
 *
 * @param meter configuration of the entry's direct meter, if the table has one; empty lets everything through as green
 * @param counter direct counter: on insert the initial value (empty is zero), on modify the new value (empty leaves it), on read the
 *     present one if the table has direct counters
 * @param idleTimeoutNanos 0 never expires
 * @param idleNanos time since the entry was last hit (read only; 0 when written), in tables that support timeouts
 * @param cookie opaque bytes of the client, kept and given back; never null, may be empty
 */
public record TableEntry(
        TableKey key,
        TableAction action,
        Optional<MeterConfig> meter,
        Optional<CounterValue> counter,
        long idleTimeoutNanos,
        long idleNanos,
        ByteBuffer cookie) {

    private static final ByteBuffer NO_COOKIE = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** An entry without meter, counter, timeout and cookie. */
    public static TableEntry of(TableKey key, TableAction action) {
        return new TableEntry(key, action, Optional.empty(), Optional.empty(), 0, 0, NO_COOKIE);
    }
}

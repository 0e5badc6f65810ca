package io.slackline.p4switch.target;

import java.nio.ByteBuffer;

/**
 * A table entry as it is written and read back.
 *
 * @param cells its direct meter and counter
 * @param idleTimeoutNanos 0 never expires
 * @param idleNanos time since the entry was last hit (read only; 0 when written), in tables that support timeouts
 * @param cookie opaque bytes of the client, kept and given back; never null, may be empty
 */
public record TableEntry(
        TableKey key, TableAction action, DirectCells cells, long idleTimeoutNanos, long idleNanos, ByteBuffer cookie) {

    private static final ByteBuffer NO_COOKIE = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** An entry without meter, counter, timeout and cookie. */
    public static TableEntry of(TableKey key, TableAction action) {
        return new TableEntry(key, action, DirectCells.UNSET, 0, 0, NO_COOKIE);
    }
}

package io.slackline.p4switch.target;

import java.util.List;

/**
 * What the switch tells by itself. Packet-ins arrive on the thread that moves packets, the others on the switch's timer thread:
 * implementations hand over and return at once, and do not call back into the target.
 */
public interface TargetListener {

    /**
     * A packet left through the CPU port.
     *
     * @param packet the bytes as deparsed, controller header first; the array belongs to the listener
     */
    void packetIn(byte[] packet);

    void digest(DigestList list);

    /** Entries that have not been hit for their timeout; told once per expiry, the entries stay in place. */
    void idleTimeout(String table, List<TableEntry> entries);
}

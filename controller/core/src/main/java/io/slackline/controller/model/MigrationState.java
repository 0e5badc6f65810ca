package io.slackline.controller.model;

/**
 * The states of a migration.
 *
 * <pre>
 * PLANNED → WARMING → (SYNCING) → SWITCHING → DRAINING → RETIRING → DONE
 *    │         │           │           │           │
 *    │         │           └──── REVERTING ────────┘
 *    └─────────┴──────────────→ ROLLED_BACK
 * </pre>
 *
 * Up to WARMING no traffic has moved. In SYNCING it moves by the source's own packet, in SWITCHING by the controller's write. REVERTING flips back to the nodes that served before, which still can.
 */
public enum MigrationState {
    PLANNED,
    /** Those who join fetch the artifact and start instances. */
    WARMING,
    /** The handover is armed: the source's packet makes the switch send new requests to the target. */
    SYNCING,
    /** The service entry is being modified on the switches. */
    SWITCHING,
    /** Those who leave finish what they have; what still arrives after the deadline they forward. */
    DRAINING,
    /** Those who leave stop their instances. */
    RETIRING,
    REVERTING,
    DONE,
    ROLLED_BACK;

    public boolean canMoveTo(MigrationState next) {
        return switch (this) {
            case PLANNED -> next == WARMING || next == ROLLED_BACK;
            case WARMING -> next == SYNCING || next == SWITCHING || next == ROLLED_BACK;
            case SYNCING -> next == SWITCHING || next == REVERTING;
            case SWITCHING -> next == DRAINING || next == REVERTING;
            case DRAINING -> next == RETIRING || next == REVERTING;
            case RETIRING -> next == DONE;
            case REVERTING -> next == ROLLED_BACK;
            case DONE, ROLLED_BACK -> false;
        };
    }

    public boolean isOpen() {
        return this != DONE && this != ROLLED_BACK;
    }

    /** The service entries do not know of it yet. */
    public boolean beforeSwitching() {
        return this == PLANNED || this == WARMING || this == SYNCING;
    }
}

package io.slackline.p4switch.interpreter;

/** Finds the validity slot of a header that the packet decides. */
@FunctionalInterface
interface HeaderNode {

    int NONE = -1;

    /** The slot, or {@link #NONE} if the index is outside the stack. */
    int validSlot(Packet p);
}

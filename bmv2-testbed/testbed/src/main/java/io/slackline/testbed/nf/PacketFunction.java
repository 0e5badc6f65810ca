package io.slackline.testbed.nf;

/** What a network function decides on each packet; it may rewrite it. Called by one thread. */
interface PacketFunction {
    /** From the inside to the outside: whether the packet goes on. */
    boolean outward(Packet packet);

    /** From the outside to the inside: whether the packet goes on. */
    boolean inward(Packet packet);
}

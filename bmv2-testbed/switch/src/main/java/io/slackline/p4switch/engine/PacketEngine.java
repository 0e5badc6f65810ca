package io.slackline.p4switch.engine;

/** Executes a program on packets. One thread at a time; allocates nothing per packet. */
public interface PacketEngine {

    /** Longest packet that an engine takes, and emits. */
    int MAX_PACKET_BYTES = 16 * 1024;

    /** How often one run of an action may jump backwards. */
    int MAX_ACTION_ROUNDS = 1 << 16;

    /**
     * Processes a packet to its end: what it becomes is handed to the sink before the call returns.
     *
     * @param packet not kept and not changed
     * @param length at most {@link #MAX_PACKET_BYTES}
     */
    void process(int ingressPort, byte[] packet, int offset, int length);
}

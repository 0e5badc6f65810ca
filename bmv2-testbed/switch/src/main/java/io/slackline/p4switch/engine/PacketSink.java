package io.slackline.p4switch.engine;

/** Takes what an engine makes of packets; called on the thread that processes the packet. */
public interface PacketSink {

    /**
     * Sends a packet.
     *
     * @param packet valid until the call returns
     */
    void send(int egressPort, byte[] packet, int offset, int length);

    void dropped(DropCause cause);

    /** A digest list has become due. */
    void digestDue();

    /** A {@code log_msg} of the program. */
    void log(String message);
}

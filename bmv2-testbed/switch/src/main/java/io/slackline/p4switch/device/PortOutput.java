package io.slackline.p4switch.device;

/** Where packets that leave the switch go: the ports. */
public interface PortOutput {

    /**
     * Sends a packet, at once or when the batch is flushed.
     *
     * @param packet valid until the call returns
     * @return whether the switch has that port
     */
    boolean send(int port, byte[] packet, int offset, int length);

    /** The end of a batch: whatever still waits goes out. */
    void flush();
}

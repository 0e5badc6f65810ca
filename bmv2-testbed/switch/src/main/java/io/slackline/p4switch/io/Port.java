package io.slackline.p4switch.io;

/** One port, as the switch sends to it. All methods are called under the device's packet lock, {@link #close} once no packet is on its way. */
public interface Port extends AutoCloseable {

    /** The interface's or file's name, for people. */
    String name();

    /**
     * Sends a packet, at once or at the next flush.
     *
     * @param packet valid until the call returns
     */
    void send(byte[] packet, int offset, int length);

    void flush();

    @Override
    void close();
}

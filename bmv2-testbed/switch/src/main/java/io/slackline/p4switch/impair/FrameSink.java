package io.slackline.p4switch.impair;

/** Where a frame goes. */
public interface FrameSink {
    /**
     * Takes one.
     *
     * @param frame valid until the call returns
     */
    void accept(byte[] frame, int offset, int length);
}

package io.slackline.pipeline.inband;

/** Bytes that are no in-band packet, or a value that none can carry; the message says what was expected. */
public final class InbandException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    InbandException(String message) {
        super(message);
    }

    static void check(String what, long value, long lowest, long highest) {
        if (value < lowest || value > highest) {
            throw new InbandException("in-band " + what + " " + value + ": expected " + lowest + ".." + highest);
        }
    }
}

package io.slackline.testbed.load;

/** What became of a request. The code is what the record file holds, so that it never changes. */
public enum Outcome {
    PENDING(0),
    OK(1),
    TIMEOUT(2),
    BAD_STATUS(3),
    WRONG_ANSWER(4),
    CONNECT_FAILED(5),
    CONNECTION_LOST(6);

    private static final Outcome[] BY_CODE = values();

    private final byte code;

    Outcome(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static Outcome of(int code) {
        return BY_CODE[code];
    }
}

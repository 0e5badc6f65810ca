package io.slackline.common;

/**
 * The unchecked root of everything that goes wrong in a foreseen way.
 *
 * <p>The message is for the person who caused it: it names the object, what was expected, and the valid choices. The code is for
 * programs; {@link GrpcErrors} carries both across processes.
 */
public class SlacklineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    public SlacklineException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public SlacklineException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** The message; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** What kind of failure it is, under the names of the gRPC status codes that they become. */
    public enum Code {
        /** The request or the configuration is wrong whatever the state of the system. */
        INVALID_ARGUMENT,
        NOT_FOUND,
        ALREADY_EXISTS,
        /** Right in itself, impossible in the present state; the message says which state is needed. */
        FAILED_PRECONDITION,
        /** A limit is reached: slots, nodes, queue length, rate. */
        RESOURCE_EXHAUSTED,
        /** A peer cannot be reached now; trying again may help. */
        UNAVAILABLE,
        DEADLINE_EXCEEDED,
        /** A fault of the program itself. */
        INTERNAL
    }
}

package io.slackline.p4switch.target;

/**
 * A request that the switch refuses. The message names the object, what was expected and what is valid; the code maps one to one
 * to the gRPC canonical code of the same name.
 */
public final class TargetException extends RuntimeException {

    /** Canonical reasons, a subset of those of gRPC. */
    public enum Code {
        INVALID_ARGUMENT,
        NOT_FOUND,
        ALREADY_EXISTS,
        FAILED_PRECONDITION,
        PERMISSION_DENIED,
        RESOURCE_EXHAUSTED,
        OUT_OF_RANGE,
        UNIMPLEMENTED
    }

    private final Code code;

    public TargetException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public TargetException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    public static TargetException invalid(String message) {
        return new TargetException(Code.INVALID_ARGUMENT, message);
    }

    public static TargetException notFound(String message) {
        return new TargetException(Code.NOT_FOUND, message);
    }
}

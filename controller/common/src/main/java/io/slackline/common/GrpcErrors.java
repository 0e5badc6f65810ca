package io.slackline.common;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.slackline.common.SlacklineException.Code;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Carries a {@link SlacklineException} across gRPC and back.
 *
 * <p>On the wire it is the status of the same name, with the message as its description and a {@code google.rpc.ErrorInfo} (reason = the
 * code's name, domain = {@value #DOMAIN}) in the details, so that a program can tell our errors from those of the transport.
 */
public final class GrpcErrors {
    /** Domain of the {@code ErrorInfo} of every error that this project raises. */
    public static final String DOMAIN = "slackline.io";

    private GrpcErrors() {}

    /** Never throws: what is not foreseen becomes INTERNAL with the failure's own words. */
    public static StatusRuntimeException toStatus(Throwable failure) {
        return switch (unwrap(failure)) {
            case SlacklineException known -> status(known.code(), known.getMessage());
            case StatusRuntimeException already -> already;
            case StatusException checked -> checked.getStatus().asRuntimeException(checked.getTrailers());
            case InterruptedException _ -> status(Code.UNAVAILABLE, "interrupted: the server is stopping; try again");
            case Throwable unforeseen -> status(Code.INTERNAL, "internal error: " + unforeseen);
        };
    }

    /** The exception behind the status; where the peer is not ours, its code is the nearest one and the message names the gRPC status. */
    public static SlacklineException fromStatus(StatusRuntimeException failure) {
        var description = Optional.ofNullable(failure.getStatus().getDescription())
                .orElse(failure.getStatus().getCode().name());
        return errorInfo(failure)
                .flatMap(info -> codeNamed(info.getReason()))
                .map(code -> new SlacklineException(code, description, failure))
                .orElseGet(() -> foreign(failure, description));
    }

    /** Whether one of our processes refused, in its own words; otherwise the transport or a strange server failed. */
    public static boolean isOurs(StatusRuntimeException failure) {
        return errorInfo(failure).isPresent();
    }

    private static SlacklineException foreign(StatusRuntimeException failure, String description) {
        var status = failure.getStatus();
        var code = codeNamed(status.getCode().name()).orElse(Code.INTERNAL);
        var cause = status.getCause();
        var why = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return new SlacklineException(code, status.getCode() + ": " + description + why, failure);
    }

    private static StatusRuntimeException status(Code code, String message) {
        var info = ErrorInfo.newBuilder().setReason(code.name()).setDomain(DOMAIN);
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(grpcCode(code).value())
                .setMessage(message)
                .addDetails(Any.pack(info.build()))
                .build());
    }

    private static Status.Code grpcCode(Code code) {
        return switch (code) {
            case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
            case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
            case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }

    private static Optional<Code> codeNamed(String name) {
        for (var code : Code.values()) {
            if (code.name().equals(name)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    private static Optional<ErrorInfo> errorInfo(StatusRuntimeException failure) {
        var status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return Optional.empty();
        }
        for (var detail : status.getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                try {
                    var info = detail.unpack(ErrorInfo.class);
                    if (info.getDomain().equals(DOMAIN)) {
                        return Optional.of(info);
                    }
                } catch (InvalidProtocolBufferException garbled) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Throwable unwrap(Throwable failure) {
        var inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}

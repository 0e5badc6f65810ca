package io.slackline.p4switch.grpc;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.slackline.p4switch.target.TargetException;
import java.util.List;
import p4.v1.Error;

/** How refusals travel: as one status, or for a batch as one status with an error for each of its parts. */
final class Statuses {

    /** Names the vocabulary of our codes in {@link Error}; we add none to the canonical ones. */
    static final String SPACE = "slackline";

    /**
     * Most bytes of a status with all its details. Clients accept 8 KB of trailers by default, base64 makes 4 of 3, and the message
     * travels twice.
     */
    private static final int MAX_STATUS_BYTES = 5000;

    private static final int MAX_MESSAGE_CHARS = 1500;

    static StatusRuntimeException of(TargetException refusal) {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code(refusal))
                .setMessage(cut(message(refusal), MAX_MESSAGE_CHARS))
                .build());
    }

    /**
     * The status of a batch of which some parts failed.
     *
     * @param parts what the parts are, e.g. "updates"
     * @param errors one for each part in their order
     */
    static StatusRuntimeException ofBatch(String parts, List<Error> errors) {
        long failed = errors.stream()
                .filter(error -> error.getCanonicalCode() != Code.OK_VALUE)
                .count();
        int first = 0;
        while (errors.get(first).getCanonicalCode() == Code.OK_VALUE) {
            first++;
        }
        String summary = failed + " of " + errors.size() + " " + parts + " failed; number " + first + ": "
                + errors.get(first).getMessage();
        Status status = batch(cut(summary, 500), errors);
        for (int chars = 400; status.getSerializedSize() > MAX_STATUS_BYTES && chars > 1; chars /= 2) {
            int most = chars;
            status = batch(
                    cut(summary, 500),
                    errors.stream()
                            .map(error -> error.toBuilder()
                                    .setMessage(cut(error.getMessage(), most))
                                    .build())
                            .toList());
        }
        return StatusProto.toStatusRuntimeException(status);
    }

    static Error error(TargetException refusal) {
        return Error.newBuilder()
                .setCanonicalCode(code(refusal))
                .setMessage(message(refusal))
                .setSpace(SPACE)
                .build();
    }

    static Error ok() {
        return Error.getDefaultInstance();
    }

    /** The part was in order, but was not carried out or taken back because of another. */
    static Error aborted() {
        return Error.newBuilder()
                .setCanonicalCode(Code.ABORTED_VALUE)
                .setMessage("not carried out, because another update of the batch failed")
                .setSpace(SPACE)
                .build();
    }

    static int code(TargetException refusal) {
        return switch (refusal.code()) {
            case INVALID_ARGUMENT -> Code.INVALID_ARGUMENT_VALUE;
            case NOT_FOUND -> Code.NOT_FOUND_VALUE;
            case ALREADY_EXISTS -> Code.ALREADY_EXISTS_VALUE;
            case FAILED_PRECONDITION -> Code.FAILED_PRECONDITION_VALUE;
            case PERMISSION_DENIED -> Code.PERMISSION_DENIED_VALUE;
            case RESOURCE_EXHAUSTED -> Code.RESOURCE_EXHAUSTED_VALUE;
            case OUT_OF_RANGE -> Code.OUT_OF_RANGE_VALUE;
            case UNIMPLEMENTED -> Code.UNIMPLEMENTED_VALUE;
        };
    }

    static String message(TargetException refusal) {
        String message = refusal.getMessage();
        return message == null ? refusal.code().name() : message;
    }

    private static Status batch(String summary, List<Error> errors) {
        return Status.newBuilder()
                .setCode(Code.UNKNOWN_VALUE)
                .setMessage(summary)
                .addAllDetails(errors.stream().map(Any::pack).toList())
                .build();
    }

    private static String cut(String message, int chars) {
        return message.length() <= chars ? message : message.substring(0, chars - 1) + "…";
    }

    private Statuses() {}
}

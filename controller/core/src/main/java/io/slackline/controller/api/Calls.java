package io.slackline.controller.api;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.slackline.common.GrpcErrors;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers of single-answer calls, and what all calls do with failures. */
final class Calls {
    private static final Logger log = LoggerFactory.getLogger(Calls.class);

    private Calls() {}

    static <T> void answer(StreamObserver<T> out, Callable<T> work) {
        T result;
        try {
            result = work.call();
        } catch (Exception failed) {
            out.onError(status(failed));
            return;
        }
        out.onNext(result);
        out.onCompleted();
    }

    /** Our own faults are logged with their trace; the caller's are his to read. */
    static StatusRuntimeException status(Throwable failed) {
        var status = GrpcErrors.toStatus(failed);
        if (status.getStatus().getCode() == Status.Code.INTERNAL) {
            log.error("a call failed", failed);
        }
        return status;
    }
}

package io.slackline.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.grpc.Status;
import io.slackline.common.SlacklineException.Code;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcErrorsTest {
    @ParameterizedTest
    @EnumSource
    void everyCodeSurvivesTheWire(Code code) {
        var status = GrpcErrors.toStatus(new SlacklineException(code, "function \"f\" is not known"));
        assertEquals(code.name(), status.getStatus().getCode().name());
        var back = GrpcErrors.fromStatus(status);
        assertEquals(code, back.code());
        assertEquals("function \"f\" is not known", back.getMessage());
    }

    @Test
    void looksBehindTheWrappersOfFutures() {
        var known = new SlacklineException(Code.NOT_FOUND, "gone");
        var status = GrpcErrors.toStatus(new CompletionException(new ExecutionException(known)));
        assertEquals(Status.Code.NOT_FOUND, status.getStatus().getCode());
    }

    @Test
    void leavesAStatusAsItIs() {
        var status = Status.ABORTED.asRuntimeException();
        assertSame(status, GrpcErrors.toStatus(status));
    }

    @Test
    void whatNobodyForesawIsInternal() {
        var status = GrpcErrors.toStatus(new IllegalStateException("illegal move"));
        assertEquals(Status.Code.INTERNAL, status.getStatus().getCode());
        assertEquals(
                "internal error: java.lang.IllegalStateException: illegal move",
                status.getStatus().getDescription());
    }

    @Test
    void namesTheStatusOfPeersThatAreNotOurs() {
        var refused = Status.UNAVAILABLE
                .withDescription("io exception")
                .withCause(new ConnectException("Connection refused: /127.0.0.1:9700"))
                .asRuntimeException();
        var failure = GrpcErrors.fromStatus(refused);
        assertEquals(Code.UNAVAILABLE, failure.code());
        assertEquals("UNAVAILABLE: io exception: Connection refused: /127.0.0.1:9700", failure.getMessage());
        assertEquals(
                Code.INTERNAL,
                GrpcErrors.fromStatus(Status.UNIMPLEMENTED.asRuntimeException()).code());
    }
}

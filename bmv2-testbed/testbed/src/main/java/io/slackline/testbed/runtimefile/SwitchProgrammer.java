package io.slackline.testbed.runtimefile;

import com.google.protobuf.TextFormat;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Status;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.HostAndPort;
import io.slackline.controller.p4rt.ElectionId;
import io.slackline.controller.p4rt.Mastership;
import io.slackline.controller.p4rt.P4RuntimeSession;
import io.slackline.controller.p4rt.SessionListener;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import p4.v1.DigestList;
import p4.v1.PacketIn;
import p4.v1.StreamError;

/** Becomes a switch's primary controller for as long as it takes to program it. What it wrote stays when it leaves. */
public final class SwitchProgrammer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private SwitchProgrammer() {}

    /**
     * Pushes the program, unless the switch runs it already, and writes all entries. Blocks.
     *
     * @throws SlacklineException when the switch is not there, has another primary, or refuses anything; names each refused entry
     */
    public static void program(HostAndPort address, long deviceId, RuntimeFile file) {
        CompletableFuture<Mastership> mastership = new CompletableFuture<>();
        String name = address + " device " + deviceId;
        try (P4RuntimeSession session = new P4RuntimeSession(
                name,
                address,
                deviceId,
                ElectionId.now(Clock.systemUTC()),
                InsecureChannelCredentials.create(),
                TextFormat.printer().emittingSingleLine(true)::printToString,
                new Arbitrated(name, mastership))) {
            session.arbitrate();
            if (!(await(name, mastership) instanceof Mastership.Primary)) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION, "switch " + name + " has another primary controller");
            }
            session.ensurePipeline(file.pipeline());
            session.write(file.updates());
        }
    }

    private static Mastership await(String name, CompletableFuture<Mastership> mastership) {
        try {
            return mastership.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "switch " + name + " did not answer within 10 s", e);
        } catch (ExecutionException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "switch " + name + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }

    /** Waits for the first word on who is primary; the rest of the stream is for others. */
    private record Arbitrated(String name, CompletableFuture<Mastership> mastership) implements SessionListener {
        @Override
        public void onMastership(Mastership answer) {
            mastership.complete(answer);
        }

        @Override
        public void onPacketIn(PacketIn packet) {
            // Not asked for.
        }

        @Override
        public void onDigest(DigestList digest) {
            // Not asked for.
        }

        @Override
        public void onStreamError(StreamError error) {
            mastership.completeExceptionally(new SlacklineException(Code.INTERNAL, error.getMessage()));
        }

        @Override
        public void onClosed(Status cause) {
            mastership.completeExceptionally(cause.asException());
        }
    }
}

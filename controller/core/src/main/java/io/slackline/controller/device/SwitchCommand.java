package io.slackline.controller.device;

import io.grpc.Status;
import io.slackline.controller.p4rt.Mastership;
import io.slackline.pipeline.PuntedPacket;
import java.util.concurrent.CompletableFuture;
import p4.v1.DigestList;

/** What a switch's session thread is asked to do, by the rest of the controller or by the switch. */
sealed interface SwitchCommand {

    /** The desired state has changed. */
    record Reconcile() implements SwitchCommand {}

    /**
     * Write one service's steering now; what it is stands in the desired state.
     *
     * @param done completes with true when the switch holds it, with false when this session is not READY
     */
    record Flip(int slot, CompletableFuture<Boolean> done) implements SwitchCommand {}

    record MastershipChanged(Mastership mastership) implements SwitchCommand {}

    record Punted(PuntedPacket packet) implements SwitchCommand {}

    record Learnt(DigestList digest) implements SwitchCommand {}

    record StreamEnded(Status cause) implements SwitchCommand {}
}

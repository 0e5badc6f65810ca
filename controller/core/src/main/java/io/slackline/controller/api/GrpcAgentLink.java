package io.slackline.controller.api;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.ControllerMessage;
import io.slackline.api.v1.Registered;
import io.slackline.common.GrpcErrors;
import io.slackline.common.SlacklineException;
import io.slackline.controller.agent.AgentLink;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An agent's stream. Orders wait in one place until the transport takes them; newer ones replace those that still wait. */
final class GrpcAgentLink implements AgentLink {
    private final ServerCallStreamObserver<ControllerMessage> call;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Assignments waiting;
    private boolean closed;

    GrpcAgentLink(ServerCallStreamObserver<ControllerMessage> call) {
        this.call = call;
        call.setOnReadyHandler(this::flush);
    }

    @Override
    public void send(Registered registered) {
        guarded(() -> call.onNext(
                ControllerMessage.newBuilder().setRegistered(registered).build()));
    }

    @Override
    public void send(Assignments assignments) {
        guarded(() -> {
            waiting = assignments;
            flushLocked();
        });
    }

    private void flush() {
        guarded(this::flushLocked);
    }

    private void flushLocked() {
        var orders = waiting;
        if (orders != null && call.isReady()) {
            waiting = null;
            call.onNext(ControllerMessage.newBuilder().setAssignments(orders).build());
        }
    }

    @Override
    public void close(SlacklineException reason) {
        guarded(() -> {
            closed = true;
            call.onError(GrpcErrors.toStatus(reason));
        });
    }

    /** The agent closed its side. */
    void complete() {
        guarded(() -> {
            closed = true;
            call.onCompleted();
        });
    }

    /** The stream is gone. */
    void abandon() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private void guarded(Runnable action) {
        lock.lock();
        try {
            if (!closed) {
                action.run();
            }
        } catch (StatusRuntimeException | IllegalStateException gone) {
            // The transport found out first that the agent has gone; its onError or onCancel follows.
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}

package io.slackline.p4switch.trace;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.trace.TraceSession.News;
import io.slackline.p4switch.trace.v1.PacketTrace;
import io.slackline.p4switch.trace.v1.PacketTracerGrpc;
import io.slackline.p4switch.trace.v1.TraceRequest;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Serves traces over gRPC. A call is a session; a client that does not read stops its own session, and nobody else. */
public final class TraceService extends PacketTracerGrpc.PacketTracerImplBase {

    private final Traceable device;

    public TraceService(Traceable device) {
        this.device = device;
    }

    @Override
    public void trace(TraceRequest request, StreamObserver<PacketTrace> out) {
        ServerCallStreamObserver<PacketTrace> stream = (ServerCallStreamObserver<PacketTrace>) out;
        try {
            TraceSession session = new TraceSession(request);
            Gate gate = new Gate(stream);
            device.attach(session);
            Thread sender = Thread.ofVirtual().name("trace").unstarted(() -> send(session, stream, gate));
            stream.setOnCancelHandler(() -> {
                device.detach(session);
                sender.interrupt();
            });
            sender.start();
        } catch (TargetException e) {
            stream.onError(status(e).asRuntimeException());
        }
    }

    private void send(TraceSession session, ServerCallStreamObserver<PacketTrace> stream, Gate gate) {
        try {
            while (true) {
                switch (session.await()) {
                    case News.Traced(PacketTrace trace) -> {
                        gate.await();
                        stream.onNext(trace);
                    }
                    case News.Complete() -> {
                        stream.onCompleted();
                        return;
                    }
                    case News.Broken(TargetException reason) -> {
                        stream.onError(status(reason).asRuntimeException());
                        return;
                    }
                }
            }
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
        } finally {
            device.detach(session);
        }
    }

    private static Status status(TargetException refusal) {
        return Status.fromCode(Status.Code.valueOf(refusal.code().name())).withDescription(refusal.getMessage());
    }

    /** Lets the sender wait until the transport takes more. */
    private static final class Gate {

        private final ServerCallStreamObserver<?> stream;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition ready = lock.newCondition();

        /** Called from within the call, while handlers can still be set. */
        Gate(ServerCallStreamObserver<?> stream) {
            this.stream = stream;
            stream.setOnReadyHandler(this::signal);
        }

        void await() throws InterruptedException {
            lock.lock();
            try {
                while (!stream.isReady()) {
                    ready.await();
                }
            } finally {
                lock.unlock();
            }
        }

        private void signal() {
            lock.lock();
            try {
                ready.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}

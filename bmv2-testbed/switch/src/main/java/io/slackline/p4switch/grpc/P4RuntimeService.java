package io.slackline.p4switch.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.slackline.p4switch.target.TargetException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p4.v1.CapabilitiesRequest;
import p4.v1.CapabilitiesResponse;
import p4.v1.Entity;
import p4.v1.Error;
import p4.v1.GetForwardingPipelineConfigRequest;
import p4.v1.GetForwardingPipelineConfigResponse;
import p4.v1.P4RuntimeGrpc;
import p4.v1.ReadRequest;
import p4.v1.ReadResponse;
import p4.v1.SetForwardingPipelineConfigRequest;
import p4.v1.SetForwardingPipelineConfigResponse;
import p4.v1.StreamMessageRequest;
import p4.v1.StreamMessageResponse;
import p4.v1.WriteRequest;
import p4.v1.WriteResponse;

/** The six calls of P4Runtime. Each runs on a virtual thread of its own and may block. */
final class P4RuntimeService extends P4RuntimeGrpc.P4RuntimeImplBase {

    static final String API_VERSION = "1.5.0";

    private static final Logger log = LoggerFactory.getLogger(P4RuntimeService.class);
    private static final int ENTITIES_PER_RESPONSE = 512;

    private final ControlledDevice device;

    P4RuntimeService(ControlledDevice device) {
        this.device = device;
    }

    @Override
    public void capabilities(CapabilitiesRequest request, StreamObserver<CapabilitiesResponse> out) {
        answer(out, () -> {
            if (request.getDeviceId() != 0) {
                device.requireId(request.getDeviceId());
            }
            return CapabilitiesResponse.newBuilder()
                    .setP4RuntimeApiVersion(API_VERSION)
                    .build();
        });
    }

    @Override
    public void setForwardingPipelineConfig(
            SetForwardingPipelineConfigRequest request, StreamObserver<SetForwardingPipelineConfigResponse> out) {
        answer(
                out,
                () -> device.writing(() -> {
                    device.requireId(request.getDeviceId());
                    device.arbitration()
                            .requirePrimary(
                                    role(request.getRole(), roleId(request)),
                                    request.hasElectionId()
                                            ? Optional.of(ElectionId.of(request.getElectionId()))
                                            : Optional.empty());
                    device.pipelines().set(request);
                    return SetForwardingPipelineConfigResponse.getDefaultInstance();
                }));
    }

    @Override
    public void getForwardingPipelineConfig(
            GetForwardingPipelineConfigRequest request, StreamObserver<GetForwardingPipelineConfigResponse> out) {
        answer(
                out,
                () -> device.reading(() -> {
                    device.requireId(request.getDeviceId());
                    GetForwardingPipelineConfigResponse.Builder response =
                            GetForwardingPipelineConfigResponse.newBuilder();
                    device.pipelines().get(request.getResponseType()).ifPresent(response::setConfig);
                    return response.build();
                }));
    }

    @Override
    public void write(WriteRequest request, StreamObserver<WriteResponse> out) {
        answer(out, () -> {
            Optional<List<Error>> errors = device.writing(() -> {
                device.requireId(request.getDeviceId());
                device.arbitration()
                        .requirePrimary(
                                role(request.getRole(), roleId(request)),
                                request.hasElectionId()
                                        ? Optional.of(ElectionId.of(request.getElectionId()))
                                        : Optional.empty());
                return new WriteBatch(device, request.getUpdatesList()).write(request.getAtomicity());
            });
            if (errors.isPresent()) {
                throw Statuses.ofBatch("updates", errors.get());
            }
            return WriteResponse.getDefaultInstance();
        });
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> out) {
        ServerCallStreamObserver<ReadResponse> stream = (ServerCallStreamObserver<ReadResponse>) out;
        Readiness readiness = new Readiness(stream);
        fail(out, () -> {
            ReadBatch batch = device.reading(() -> {
                device.requireId(request.getDeviceId());
                return ReadBatch.read(device, request.getEntitiesList());
            });
            Thread.ofVirtual().name("p4runtime-read").start(() -> send(batch, stream, readiness));
        });
    }

    @Override
    public StreamObserver<StreamMessageRequest> streamChannel(StreamObserver<StreamMessageResponse> out) {
        return StreamSession.open(device, (ServerCallStreamObserver<StreamMessageResponse>) out);
    }

    private static void send(ReadBatch batch, ServerCallStreamObserver<ReadResponse> stream, Readiness readiness) {
        List<Entity> found = batch.found();
        for (int from = 0; from < found.size(); from += ENTITIES_PER_RESPONSE) {
            if (!readiness.await()) {
                return;
            }
            int to = Math.min(found.size(), from + ENTITIES_PER_RESPONSE);
            stream.onNext(ReadResponse.newBuilder()
                    .addAllEntities(found.subList(from, to))
                    .build());
        }
        if (batch.errors().isPresent()) {
            stream.onError(Statuses.ofBatch("requests", batch.errors().get()));
        } else {
            stream.onCompleted();
        }
    }

    private static <T> void answer(StreamObserver<T> out, Supplier<T> action) {
        fail(out, () -> {
            T response = action.get();
            out.onNext(response);
            out.onCompleted();
        });
    }

    /** Runs an action and turns what it throws into the end of the call. */
    private static void fail(StreamObserver<?> out, Runnable action) {
        try {
            action.run();
        } catch (TargetException e) {
            out.onError(Statuses.of(e));
        } catch (StatusRuntimeException e) {
            out.onError(e);
        } catch (RuntimeException e) {
            log.error("a request failed for a reason that is the switch's own fault", e);
            out.onError(Status.INTERNAL
                    .withDescription("internal error of the switch, see its log: " + e)
                    .asRuntimeException());
        }
    }

    private static RoleKey role(String name, long id) {
        return new RoleKey(name, id);
    }

    @SuppressWarnings("deprecation")
    private static long roleId(WriteRequest request) {
        return request.getRoleId();
    }

    @SuppressWarnings("deprecation")
    private static long roleId(SetForwardingPipelineConfigRequest request) {
        return request.getRoleId();
    }

    /** Lets the sender of a long answer wait for the client. */
    private static final class Readiness {
        private final ServerCallStreamObserver<?> stream;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();

        /** Called from within the call, while handlers can still be set. */
        Readiness(ServerCallStreamObserver<?> stream) {
            this.stream = stream;
            stream.setOnReadyHandler(this::signal);
            stream.setOnCancelHandler(this::signal);
        }

        /** Whether there is still somebody to send to, once the transport takes more. */
        boolean await() {
            lock.lock();
            try {
                while (!stream.isReady() && !stream.isCancelled()) {
                    changed.awaitUninterruptibly();
                }
                return !stream.isCancelled();
            } finally {
                lock.unlock();
            }
        }

        private void signal() {
            lock.lock();
            try {
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}

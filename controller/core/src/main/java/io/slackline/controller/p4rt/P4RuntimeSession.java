package io.slackline.controller.p4rt;

import static p4.v1.SetForwardingPipelineConfigRequest.Action.VERIFY_AND_COMMIT;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.slackline.common.GrpcErrors;
import io.slackline.common.SlacklineException;
import io.slackline.common.config.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import p4.v1.CapabilitiesRequest;
import p4.v1.DigestListAck;
import p4.v1.Entity;
import p4.v1.Error;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.GetForwardingPipelineConfigRequest;
import p4.v1.MasterArbitrationUpdate;
import p4.v1.P4RuntimeGrpc;
import p4.v1.PacketOut;
import p4.v1.ReadRequest;
import p4.v1.ReadResponse;
import p4.v1.SetForwardingPipelineConfigRequest;
import p4.v1.StreamMessageRequest;
import p4.v1.StreamMessageResponse;
import p4.v1.Update;
import p4.v1.WriteRequest;

/**
 * One connection to one P4Runtime server, from the first arbitration to the end of its stream.
 *
 * <p>Calls block and belong on virtual threads; every call has a deadline. Sending on the stream ({@link #arbitrate}, {@link
 * #packetOut}, {@link #acknowledge}) is safe from any thread. Failures surface as {@link SlacklineException}.
 */
public final class P4RuntimeSession implements SwitchTables, AutoCloseable {
    private static final int UPDATES_PER_WRITE = 2_000;
    private static final int MAX_MESSAGE_BYTES = 64 << 20;
    private static final Duration WRITE_DEADLINE = Duration.ofSeconds(10);
    private static final Duration PIPELINE_DEADLINE = Duration.ofSeconds(30);

    private final String name;
    private final long deviceId;
    private final EntityNames names;
    private final ExecutorService executor;
    private final ManagedChannel channel;
    private final P4RuntimeGrpc.P4RuntimeBlockingStub rpc;
    private final Object sending = new Object();
    private final StreamObserver<StreamMessageRequest> stream;
    private volatile ElectionId electionId;

    /**
     * Dials and opens the stream; {@link #arbitrate} must follow.
     *
     * @param name the switch's name in messages
     * @param electionId with which this session competes
     */
    public P4RuntimeSession(
            String name,
            HostAndPort address,
            long deviceId,
            ElectionId electionId,
            ChannelCredentials credentials,
            EntityNames names,
            SessionListener listener) {
        this.name = name;
        this.deviceId = deviceId;
        this.electionId = electionId;
        this.names = names;
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        this.channel = NettyChannelBuilder.forAddress(address.host(), address.port(), credentials)
                .executor(executor)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .build();
        this.rpc = P4RuntimeGrpc.newBlockingStub(channel);
        this.stream = P4RuntimeGrpc.newStub(channel).streamChannel(new Inbound(listener));
    }

    /** The version of P4Runtime that the switch says it serves, for example {@code 1.3.0}. */
    public String version() {
        return call(
                WRITE_DEADLINE,
                stub -> stub.capabilities(CapabilitiesRequest.getDefaultInstance())
                        .getP4RuntimeApiVersion());
    }

    /** Asks to be primary; the answer comes as {@link SessionListener#onMastership}. */
    public void arbitrate() {
        send(StreamMessageRequest.newBuilder()
                .setArbitration(MasterArbitrationUpdate.newBuilder()
                        .setDeviceId(deviceId)
                        .setElectionId(electionId.toProto()))
                .build());
    }

    /** Competes again with an identifier above {@code highest}. */
    public void arbitrateAbove(ElectionId highest) {
        electionId = electionId.above(highest);
        arbitrate();
    }

    public ElectionId electionId() {
        return electionId;
    }

    /**
     * Makes the switch run {@code wanted}; leaves it alone when it already does.
     *
     * @return whether the pipeline was pushed, which empties every table
     */
    public boolean ensurePipeline(PipelineConfig wanted) {
        if (runsAlready(wanted)) {
            return false;
        }
        SetForwardingPipelineConfigRequest request = SetForwardingPipelineConfigRequest.newBuilder()
                .setDeviceId(deviceId)
                .setElectionId(electionId.toProto())
                .setAction(VERIFY_AND_COMMIT)
                .setConfig(ForwardingPipelineConfig.newBuilder()
                        .setP4Info(wanted.p4Info())
                        .setP4DeviceConfig(wanted.deviceConfig())
                        .setCookie(ForwardingPipelineConfig.Cookie.newBuilder().setCookie(wanted.cookie())))
                .build();
        call(PIPELINE_DEADLINE, stub -> stub.setForwardingPipelineConfig(request));
        return true;
    }

    private boolean runsAlready(PipelineConfig wanted) {
        GetForwardingPipelineConfigRequest request = GetForwardingPipelineConfigRequest.newBuilder()
                .setDeviceId(deviceId)
                .setResponseType(GetForwardingPipelineConfigRequest.ResponseType.COOKIE_ONLY)
                .build();
        try {
            ForwardingPipelineConfig present =
                    stub(PIPELINE_DEADLINE).getForwardingPipelineConfig(request).getConfig();
            return present.hasCookie() && present.getCookie().getCookie() == wanted.cookie();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION) {
                return false;
            }
            throw failed(e);
        }
    }

    /** Every entity that matches one of the wildcards. */
    @Override
    public List<Entity> read(List<Entity> wildcards) {
        ReadRequest request = ReadRequest.newBuilder()
                .setDeviceId(deviceId)
                .addAllEntities(wildcards)
                .build();
        return call(PIPELINE_DEADLINE, stub -> {
            List<Entity> found = new ArrayList<>();
            for (Iterator<ReadResponse> answers = stub.read(request); answers.hasNext(); ) {
                found.addAll(answers.next().getEntitiesList());
            }
            return found;
        });
    }

    /** In as few RPCs as the batch limit allows. */
    @Override
    public void write(List<Update> updates) {
        for (int from = 0; from < updates.size(); from += UPDATES_PER_WRITE) {
            writeBatch(updates.subList(from, Math.min(updates.size(), from + UPDATES_PER_WRITE)));
        }
    }

    private void writeBatch(List<Update> batch) {
        WriteRequest request = WriteRequest.newBuilder()
                .setDeviceId(deviceId)
                .setElectionId(electionId.toProto())
                .addAllUpdates(batch)
                .build();
        try {
            var _ = stub(WRITE_DEADLINE).write(request);
        } catch (StatusRuntimeException e) {
            List<WriteFailedException.Failure> failures = failures(e, batch);
            throw failures.isEmpty() ? failed(e) : new WriteFailedException(name, batch.size(), failures, names);
        }
    }

    /** Each detail of the status answers the update of the same index (P4Runtime Specification 1.5, section 12.3). */
    private static List<WriteFailedException.Failure> failures(StatusRuntimeException e, List<Update> batch) {
        com.google.rpc.Status status = StatusProto.fromThrowable(e);
        List<WriteFailedException.Failure> failures = new ArrayList<>();
        if (status == null || status.getDetailsCount() != batch.size()) {
            return failures;
        }
        for (int i = 0; i < batch.size(); i++) {
            Error error = unpack(status.getDetails(i));
            if (error.getCanonicalCode() != Status.Code.OK.value()) {
                Status.Code code =
                        Status.fromCodeValue(error.getCanonicalCode()).getCode();
                failures.add(new WriteFailedException.Failure(i, batch.get(i), code, error.getMessage()));
            }
        }
        return failures;
    }

    private static Error unpack(Any detail) {
        try {
            return detail.unpack(Error.class);
        } catch (InvalidProtocolBufferException e) {
            return Error.newBuilder()
                    .setCanonicalCode(Status.Code.UNKNOWN.value())
                    .setMessage("the switch sent a detail that is no p4.v1.Error: " + detail.getTypeUrl())
                    .build();
        }
    }

    public void packetOut(PacketOut packet) {
        send(StreamMessageRequest.newBuilder().setPacket(packet).build());
    }

    @Override
    public void acknowledge(int digestId, long listId) {
        send(StreamMessageRequest.newBuilder()
                .setDigestAck(DigestListAck.newBuilder().setDigestId(digestId).setListId(listId))
                .build());
    }

    private void send(StreamMessageRequest message) {
        synchronized (sending) {
            stream.onNext(message);
        }
    }

    private P4RuntimeGrpc.P4RuntimeBlockingStub stub(Duration deadline) {
        return rpc.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private <T> T call(Duration deadline, java.util.function.Function<P4RuntimeGrpc.P4RuntimeBlockingStub, T> action) {
        try {
            return action.apply(stub(deadline));
        } catch (StatusRuntimeException e) {
            throw failed(e);
        }
    }

    private SlacklineException failed(StatusRuntimeException e) {
        SlacklineException decoded = GrpcErrors.fromStatus(e);
        return new SlacklineException(decoded.code(), "switch " + name + ": " + decoded.getMessage(), e);
    }

    /** Ends the stream at once; {@link SessionListener#onClosed} follows. */
    @Override
    public void close() {
        channel.shutdownNow();
        executor.shutdown();
    }

    /** Translates stream messages into calls of the listener. */
    private static final class Inbound implements StreamObserver<StreamMessageResponse> {
        private final SessionListener listener;

        Inbound(SessionListener listener) {
            this.listener = listener;
        }

        @Override
        public void onNext(StreamMessageResponse message) {
            switch (message.getUpdateCase()) {
                case ARBITRATION -> listener.onMastership(mastership(message.getArbitration()));
                case PACKET -> listener.onPacketIn(message.getPacket());
                case DIGEST -> listener.onDigest(message.getDigest());
                case ERROR -> listener.onStreamError(message.getError());
                case IDLE_TIMEOUT_NOTIFICATION, OTHER, UPDATE_NOT_SET -> {
                    // Slackline's pipeline has no idle timeouts, and unknown messages are allowed by the specification.
                }
            }
        }

        private static Mastership mastership(MasterArbitrationUpdate update) {
            ElectionId highest = ElectionId.from(update.getElectionId());
            return switch (Status.fromCodeValue(update.getStatus().getCode()).getCode()) {
                case OK -> new Mastership.Primary();
                case NOT_FOUND -> new Mastership.Vacant(highest);
                default -> new Mastership.Backup(highest);
            };
        }

        @Override
        public void onError(Throwable cause) {
            listener.onClosed(Status.fromThrowable(cause));
        }

        @Override
        public void onCompleted() {
            listener.onClosed(Status.UNAVAILABLE.withDescription("the switch ended the stream"));
        }
    }
}

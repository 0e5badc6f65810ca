package io.slackline.p4switch.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.slackline.p4switch.target.TargetException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p4.v1.DigestListAck;
import p4.v1.DigestListAckError;
import p4.v1.MasterArbitrationUpdate;
import p4.v1.PacketOut;
import p4.v1.PacketOutError;
import p4.v1.StreamError;
import p4.v1.StreamMessageRequest;
import p4.v1.StreamMessageResponse;
import p4.v1.StreamOtherError;

/**
 * One controller's stream, from its first message to its end. gRPC calls it from one thread at a time; what it sends goes through
 * its {@link Outbox}.
 */
final class StreamSession implements StreamObserver<StreamMessageRequest>, Arbitration.Participant {

    /** Some milliseconds of packets at full rate. */
    static final int OUTBOX_CAPACITY = 1024;

    private static final Logger log = LoggerFactory.getLogger(StreamSession.class);

    private final ControlledDevice device;
    private final Outbox outbox;

    private StreamSession(ControlledDevice device, Outbox outbox) {
        this.device = device;
        this.outbox = outbox;
    }

    /** Begins a session on a stream that was just opened. */
    static StreamSession open(ControlledDevice device, ServerCallStreamObserver<StreamMessageResponse> stream) {
        Outbox outbox = new Outbox(stream, OUTBOX_CAPACITY);
        StreamSession session = new StreamSession(device, outbox);
        stream.setOnCancelHandler(() -> session.end(Optional.empty()));
        outbox.start("p4runtime-stream");
        return session;
    }

    @Override
    public void onNext(StreamMessageRequest request) {
        switch (request.getUpdateCase()) {
            case ARBITRATION -> arbitrate(request.getArbitration());
            case PACKET -> packetOut(request.getPacket());
            case DIGEST_ACK -> acknowledge(request.getDigestAck());
            case OTHER ->
                report(
                        TargetException.invalid("this switch knows no messages of type "
                                + request.getOther().getTypeUrl()),
                        StreamError.newBuilder()
                                .setOther(StreamOtherError.newBuilder().setOther(request.getOther())));
            case UPDATE_NOT_SET ->
                report(
                        TargetException.invalid("a message on the stream without content"),
                        StreamError.newBuilder().setOther(StreamOtherError.getDefaultInstance()));
        }
    }

    @Override
    public void onError(Throwable t) {
        end(Optional.empty());
    }

    @Override
    public void onCompleted() {
        end(Optional.empty());
    }

    @Override
    public void tell(MasterArbitrationUpdate update) {
        outbox.put(StreamMessageResponse.newBuilder().setArbitration(update).build());
    }

    @Override
    public void offer(Supplier<StreamMessageResponse> message) {
        outbox.offer(message);
    }

    private void arbitrate(MasterArbitrationUpdate update) {
        try {
            device.writing(() -> {
                requireDevice(update.getDeviceId());
                device.arbitration().bid(this, update);
                return null;
            });
        } catch (TargetException e) {
            log.info("ended a stream: {}", e.getMessage());
            end(Optional.of(Statuses.of(e)));
        }
    }

    private void requireDevice(long deviceId) {
        try {
            device.requireId(deviceId);
        } catch (TargetException e) {
            if (device.arbitration().takesPart(this)) {
                throw new TargetException(
                        TargetException.Code.FAILED_PRECONDITION,
                        "this stream cannot change its device: " + Statuses.message(e));
            }
            throw e;
        }
    }

    private void packetOut(PacketOut packet) {
        try {
            requirePrimary("send packets");
            Pipeline pipeline = device.pipelines().running().orElseThrow(ControlledDevice::noPipeline);
            device.target().packetOut(pipeline.messages().packetOut(packet));
        } catch (TargetException e) {
            report(
                    e,
                    StreamError.newBuilder()
                            .setPacketOut(PacketOutError.newBuilder().setPacketOut(packet)));
        }
    }

    private void acknowledge(DigestListAck ack) {
        try {
            requirePrimary("acknowledge digests");
            Pipeline pipeline = device.pipelines().running().orElseThrow(ControlledDevice::noPipeline);
            String digest = digestName(pipeline, ack.getDigestId());
            device.target().acknowledgeDigest(digest, ack.getListId());
        } catch (TargetException e) {
            report(
                    e,
                    StreamError.newBuilder()
                            .setDigestListAck(DigestListAckError.newBuilder().setDigestListAck(ack)));
        }
    }

    private static String digestName(Pipeline pipeline, int id) {
        try {
            return pipeline.schema().digests().require(id).name();
        } catch (TargetException e) {
            throw TargetException.invalid(Statuses.message(e));
        }
    }

    private void requirePrimary(String what) {
        if (!device.arbitration().isPrimary(this)) {
            throw new TargetException(
                    TargetException.Code.PERMISSION_DENIED,
                    "only a primary may " + what + "; send an arbitration update with the highest election id first");
        }
    }

    private void report(TargetException refusal, StreamError.Builder details) {
        StreamMessageResponse message = StreamMessageResponse.newBuilder()
                .setError(details.setCanonicalCode(Statuses.code(refusal))
                        .setMessage(Statuses.message(refusal))
                        .setSpace(Statuses.SPACE))
                .build();
        outbox.offer(() -> message);
    }

    private void end(Optional<StatusRuntimeException> error) {
        device.writing(() -> {
            device.arbitration().leave(this);
            return null;
        });
        outbox.close(error);
        if (outbox.dropped() > 0) {
            log.warn("a stream ended that did not keep up: {} messages were dropped", outbox.dropped());
        }
    }
}

package io.slackline.p4switch.grpc;

import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TargetException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import p4.v1.StreamMessageResponse;

/**
 * The one device that a server serves: its target, who is primary, which pipeline runs. Whatever changes any of these holds the
 * write lock for the whole request, so that requests are strictly serial, and a new primary begins when the writes of the old
 * one have ended; reads share the other lock. Thread-safe.
 */
final class ControlledDevice {

    private final long id;
    private final P4Target target;
    private final Arbitration arbitration;
    private final Pipelines pipelines;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    ControlledDevice(long id, P4Target target) {
        this.id = id;
        this.target = target;
        this.arbitration = new Arbitration(id);
        this.pipelines = new Pipelines(target);
    }

    P4Target target() {
        return target;
    }

    /** Call its methods under one of the locks only, unless they say otherwise. */
    Arbitration arbitration() {
        return arbitration;
    }

    /** Call its methods under one of the locks only, unless they say otherwise. */
    Pipelines pipelines() {
        return pipelines;
    }

    /**
     * Checks whom a request is for.
     *
     * @throws TargetException NOT_FOUND for any other device
     */
    void requireId(long deviceId) {
        if (deviceId != id) {
            throw TargetException.notFound(
                    "no device has id " + Long.toUnsignedString(deviceId) + "; valid: " + Long.toUnsignedString(id));
        }
    }

    /** What a request is told that comes before the first pipeline. */
    static TargetException noPipeline() {
        return new TargetException(
                TargetException.Code.FAILED_PRECONDITION,
                "no pipeline is set; SetForwardingPipelineConfig comes first");
    }

    <T> T writing(Supplier<T> action) {
        lock.writeLock().lock();
        try {
            return action.get();
        } finally {
            lock.writeLock().unlock();
        }
    }

    <T> T reading(Supplier<T> action) {
        lock.readLock().lock();
        try {
            return action.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Offers a message to the primaries of all roles. Any thread; does not wait. */
    void tellPrimaries(Function<Pipeline, StreamMessageResponse> message) {
        Optional<Pipeline> pipeline = pipelines.running();
        List<Arbitration.Participant> primaries = arbitration.primaries();
        if (pipeline.isPresent()) {
            primaries.forEach(primary -> primary.offer(() -> message.apply(pipeline.get())));
        }
    }
}

package io.slackline.testbed.simulation;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;

/** A request as agents handle it. Instead of a body it carries the CPU work that it is. */
final class SimulatedRequest extends DefaultFullHttpRequest {
    private final double workNanos;

    SimulatedRequest(double workNanos) {
        super(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.EMPTY_BUFFER);
        this.workNanos = workNanos;
    }

    double workNanos() {
        return workNanos;
    }

    /** Itself: there is no body that could be read twice. */
    @Override
    public FullHttpRequest retainedDuplicate() {
        return this;
    }
}

package io.slackline.agent.ingress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.slackline.agent.invoke.BodyStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request in from its head and the pieces of its body: whole up to a bound, beyond it as a stream where the service takes streams. Belongs to the
 * event loop.
 */
final class RequestAssembly {
    static final int LARGEST_BODY_BYTES = 16 << 20;

    enum Progress {
        MORE,
        /** To be handed over now, with its stream; the rest of the body still comes. */
        STREAMS,
        /** To be handed over now, whole. */
        WHOLE,
        /** The stream that was handed over is complete. */
        ENDED,
        TOO_LARGE
    }

    private final HttpRequest head;
    private final boolean streams;
    private final BodyStream.Source source;
    private boolean expectsContinue;
    private @Nullable ByteBuf held;
    private @Nullable BodyStream stream;

    /** @param source of the stream that it may become */
    RequestAssembly(HttpRequest head, boolean streams, BodyStream.Source source) {
        this.head = head;
        this.streams = streams;
        this.source = source;
        expectsContinue = HttpUtil.is100ContinueExpected(head);
    }

    /** What the head alone tells. */
    Progress begin() {
        return grown(HttpUtil.getContentLength(head, 0L));
    }

    private Progress grown(long bytes) {
        if (streams && bytes > BodyStream.LARGEST_WHOLE_BYTES) {
            stream = new BodyStream(source);
            return Progress.STREAMS;
        }
        return bytes > LARGEST_BODY_BYTES ? Progress.TOO_LARGE : Progress.MORE;
    }

    /** Empty while it is held whole. */
    Optional<BodyStream> stream() {
        return Optional.ofNullable(stream);
    }

    /** True once, when the client waits for leave to send the body and has sent nothing of it. */
    boolean takeExpectation() {
        boolean expected = expectsContinue;
        expectsContinue = false;
        return expected;
    }

    /** Does not take over the content. */
    Progress append(HttpContent content) {
        expectsContinue = expectsContinue && !content.content().isReadable();
        boolean last = content instanceof LastHttpContent;
        var to = stream;
        if (to != null) {
            to.offer(content.content().retain());
            if (last) {
                to.complete();
            }
            return last ? Progress.ENDED : Progress.MORE;
        }
        int more = content.content().readableBytes();
        var soFar = held;
        if (last && soFar == null && more <= LARGEST_BODY_BYTES) {
            held = more > 0 ? content.content().retain() : null;
            return Progress.WHOLE;
        }
        var progress = grown((soFar == null ? 0L : soFar.readableBytes()) + more);
        if (progress != Progress.TOO_LARGE && more > 0) {
            soFar = soFar == null ? content.content().alloc().buffer(more * 2) : soFar;
            held = soFar.writeBytes(content.content());
        }
        if (!last || progress == Progress.TOO_LARGE) {
            return progress;
        }
        stream = null;
        return Progress.WHOLE;
    }

    /** What is handed over, the caller's from now on; where it streams, what was held goes ahead in the stream. */
    FullHttpRequest request() {
        var body = held == null ? Unpooled.EMPTY_BUFFER : held;
        held = null;
        if (stream != null) {
            stream.offer(body);
            body = Unpooled.EMPTY_BUFFER;
        }
        return new DefaultFullHttpRequest(
                head.protocolVersion(), head.method(), head.uri(), body, head.headers(), EmptyHttpHeaders.INSTANCE);
    }

    /** The rest will never come. */
    void discard(String why) {
        if (held != null) {
            held.release();
            held = null;
        }
        if (stream != null) {
            stream.fail(why);
        }
    }
}

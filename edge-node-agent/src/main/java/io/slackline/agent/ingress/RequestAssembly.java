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
    private static final int LARGEST_BODY_BYTES = 16 << 20;

    /** The connection, or the stream of one, on which the request arrives. Exactly one of the first three is called, and once. */
    interface Intake {
        /** It is complete, and the taker's from now on. */
        void whole(FullHttpRequest request);

        /** It is too large to be held, and the taker's from now on; the rest of its body still comes, and goes into the stream. */
        void streams(FullHttpRequest request, BodyStream body);

        /** It is not taken, and nothing of it is held any more. */
        void tooLarge(String message);

        /** The body that streams is complete. */
        void streamed();

        /** The client waits for leave to send the body, and has it. */
        void sayContinue();

        /** Enough of the body for now. */
        void pause();

        /** More of the body is wanted. */
        void resume();
    }

    private final HttpRequest head;
    private final boolean streams;
    private final Intake intake;
    private boolean expectsContinue;
    private @Nullable ByteBuf held;
    private @Nullable BodyStream stream;

    RequestAssembly(HttpRequest head, boolean streams, Intake intake) {
        this.head = head;
        this.streams = streams;
        this.intake = intake;
        expectsContinue = HttpUtil.is100ContinueExpected(head);
    }

    /** Looks at the length that the head tells. */
    void begin() {
        long announced = HttpUtil.getContentLength(head, 0L);
        if (isTooLarge(announced)) {
            refuse();
        } else if (isForStream(announced)) {
            stream();
        }
    }

    private boolean isForStream(long bytes) {
        return streams && bytes > BodyStream.LARGEST_WHOLE_BYTES;
    }

    private boolean isTooLarge(long bytes) {
        return !streams && bytes > LARGEST_BODY_BYTES;
    }

    /** Empty while it is held whole. */
    Optional<BodyStream> body() {
        return Optional.ofNullable(stream);
    }

    /** Where the client waits for leave to send the body and has sent nothing of it, it gets it. */
    void sayContinue() {
        if (expectsContinue) {
            expectsContinue = false;
            intake.sayContinue();
        }
    }

    /** Does not take over the content. */
    void append(HttpContent content) {
        expectsContinue = expectsContinue && !content.content().isReadable();
        boolean last = content instanceof LastHttpContent;
        if (stream == null) {
            hold(content.content(), last);
        } else {
            stream.offer(content.content().retain());
        }
        if (last && stream != null) {
            stream.complete();
            intake.streamed();
        }
    }

    private void hold(ByteBuf content, boolean last) {
        int more = content.readableBytes();
        long bytes = (held == null ? 0L : held.readableBytes()) + more;
        if (isTooLarge(bytes)) {
            refuse();
            return;
        }
        if (held != null) {
            held.writeBytes(content);
        } else if (more > 0) {
            held = last ? content.retain() : content.alloc().buffer(more * 2).writeBytes(content);
        }
        if (last) {
            intake.whole(request(takeHeld()));
        } else if (isForStream(bytes)) {
            stream();
        }
    }

    private void stream() {
        var body = new BodyStream(new Source());
        stream = body;
        body.offer(takeHeld());
        intake.streams(request(Unpooled.EMPTY_BUFFER), body);
    }

    private void refuse() {
        takeHeld().release();
        intake.tooLarge("the body of the request exceeds " + LARGEST_BODY_BYTES + " bytes");
    }

    private ByteBuf takeHeld() {
        var taken = held == null ? Unpooled.EMPTY_BUFFER : held;
        held = null;
        return taken;
    }

    private FullHttpRequest request(ByteBuf body) {
        return new DefaultFullHttpRequest(
                head.protocolVersion(), head.method(), head.uri(), body, head.headers(), EmptyHttpHeaders.INSTANCE);
    }

    /** The rest will never come. */
    void discard(String why) {
        takeHeld().release();
        if (stream != null) {
            stream.fail(why);
        }
    }

    /** What the body asks of the connection. */
    private final class Source implements BodyStream.Source {
        @Override
        public void resume() {
            sayContinue();
            intake.resume();
        }

        @Override
        public void pause() {
            intake.pause();
        }

        /** The answer ends the connection or the stream, and what still comes until then is dropped. */
        @Override
        public void cancelled() {}
    }
}

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
import org.jspecify.annotations.Nullable;

/** Puts one request together from its head and the pieces of its body, up to a bound. Belongs to the event loop. */
final class RequestAssembly {
    static final int LARGEST_BODY_BYTES = 16 << 20;

    enum Progress {
        MORE,
        COMPLETE,
        TOO_LARGE
    }

    private final HttpRequest head;
    private boolean expectsContinue;
    private @Nullable ByteBuf body;

    RequestAssembly(HttpRequest head) {
        this.head = head;
        expectsContinue = HttpUtil.is100ContinueExpected(head);
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
        int more = content.content().readableBytes();
        var soFar = body;
        if (more + (soFar == null ? 0 : soFar.readableBytes()) > LARGEST_BODY_BYTES) {
            return Progress.TOO_LARGE;
        }
        boolean last = content instanceof LastHttpContent;
        if (more > 0) {
            if (soFar == null && last) {
                body = content.content().retain();
            } else {
                soFar = soFar == null ? content.content().alloc().buffer(more * 2) : soFar;
                body = soFar.writeBytes(content.content());
            }
        }
        return last ? Progress.COMPLETE : Progress.MORE;
    }

    /** The whole request, the caller's from now on. */
    FullHttpRequest request() {
        var content = body == null ? Unpooled.EMPTY_BUFFER : body;
        body = null;
        return new DefaultFullHttpRequest(
                head.protocolVersion(), head.method(), head.uri(), content, head.headers(), EmptyHttpHeaders.INSTANCE);
    }

    void discard() {
        if (body != null) {
            body.release();
            body = null;
        }
    }
}

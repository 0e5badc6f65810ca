package io.slackline.agent.adapt;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.slackline.agent.invoke.InstancePort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The way to an instance that speaks a contract of its own. */
final class TranslatedPort implements InstancePort {
    private final InstancePort inner;
    private final Contract contract;

    TranslatedPort(InstancePort inner, Contract contract) {
        this.inner = inner;
        this.contract = contract;
    }

    @Override
    public void send(FullHttpRequest request, Duration timeout, Call call) {
        switch (contract.translate(request)) {
            case Contract.Translated.Unchanged() -> inner.send(request, timeout, call);
            case Contract.Translated.Impossible(var why) -> {
                request.release();
                call.answered(ServerledgeExecutor.json(
                        HttpResponseStatus.BAD_REQUEST, Json.object(to -> to.writeStringField("error", why))));
            }
            case Contract.Translated.Call(var path, var json) -> {
                request.release();
                inner.send(post(path, json), timeout, new Back(call));
            }
        }
    }

    private static FullHttpRequest post(String path, String json) {
        var body = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, body);
        request.headers()
                .set(HttpHeaderNames.HOST, "localhost")
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return request;
    }

    private final class Back implements Call {
        private final Call call;

        Back(Call call) {
            this.call = call;
        }

        @Override
        public void answered(FullHttpResponse response) {
            call.answered(contract.translateBack(response));
        }

        @Override
        public void failed(Failure failure, String why) {
            call.failed(failure, why);
        }
    }

    @Override
    public int free() {
        return inner.free();
    }

    @Override
    public int busy() {
        return inner.busy();
    }

    @Override
    public void preconnect(int count) {
        inner.preconnect(count);
    }

    @Override
    public void retire(Runnable then) {
        inner.retire(then);
    }

    @Override
    public void abort() {
        inner.abort();
    }
}

package io.slackline.agent.invoke;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** The errors that the agent itself answers with, each a small JSON body: {@code {"error":{"code":"...","message":"..."}}}. */
public enum Refusal {
    BAD_REQUEST("bad-request", HttpResponseStatus.BAD_REQUEST),
    HEADERS_TOO_LARGE("headers-too-large", HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    BODY_TOO_LARGE("body-too-large", HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE),
    /** The client stopped in the middle of its request for too long. */
    CLIENT_STALLED("client-stalled", HttpResponseStatus.REQUEST_TIMEOUT),
    /** No function of that name is assigned to this node. It was not executed. */
    NOT_HOSTED("not-hosted", HttpResponseStatus.NOT_FOUND),
    /** The instance died or answered garbage while it ran the request. */
    INSTANCE_FAILED("instance-failed", HttpResponseStatus.BAD_GATEWAY),
    /** The agent that the request was forwarded to did not answer as it should. */
    PEER_FAILED("peer-failed", HttpResponseStatus.BAD_GATEWAY),
    /** Too many wait already. It was not executed. */
    QUEUE_FULL("queue-full", HttpResponseStatus.SERVICE_UNAVAILABLE),
    /** Waited as long as an invocation may take, and no instance took it. It was not executed. */
    QUEUE_TIMEOUT("queue-timeout", HttpResponseStatus.SERVICE_UNAVAILABLE),
    /** No instance can be started now. It was not executed. */
    NO_INSTANCE("no-instance", HttpResponseStatus.SERVICE_UNAVAILABLE),
    /** Forwarded from agent to agent without finding the function. It was not executed. */
    FORWARD_LOOP("forward-loop", new HttpResponseStatus(508, "Loop Detected")),
    TIMEOUT("timeout", HttpResponseStatus.GATEWAY_TIMEOUT);

    private final String code;
    private final int status;
    private final String reason;

    Refusal(String code, HttpResponseStatus status) {
        this.code = code;
        this.status = status.code();
        reason = status.reasonPhrase();
    }

    /** Stable; also in the header Slackline-Error. */
    public String code() {
        return code;
    }

    /** A fresh response; 503 ones ask to come again after a second. */
    public FullHttpResponse response(String node, String message) {
        var json = new StringBuilder(96)
                .append("{\"error\":{\"code\":\"")
                .append(code)
                .append("\",\"message\":\"");
        escape(message, json);
        var body = ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, json.append("\"}}\n"));
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, new HttpResponseStatus(status, reason), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(Headers.NODE, node)
                .set(Headers.ERROR, code);
        if (status == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        return response;
    }

    private static void escape(String text, StringBuilder json) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                default -> {
                    if (c < 0x20) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
    }
}

package io.slackline.agent.adapt;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.slackline.api.v1.FunctionSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code POST /invoke} with {@code Params}, {@code Handler} and {@code HandlerDir}; {@code Result} is the answer. A request to {@code /invoke} itself
 * passes unchanged. Source: docs/executor.md of Serverledge.
 */
final class ServerledgeExecutor implements Contract {
    private static final String PATH_INVOKE = "/invoke";

    private final String handler;

    /** The variable HANDLER says {@code module.function}; otherwise it is the function "handler" of the artifact's module. */
    ServerledgeExecutor(FunctionSpec function) {
        var module = function.getArtifactName().replaceFirst("\\.[^.]*$", "");
        handler = function.getEnvironmentOrDefault("HANDLER", module + ".handler");
    }

    @Override
    public Translated translate(FullHttpRequest request) {
        if (request.uri().startsWith(PATH_INVOKE)) {
            return new Translated.Unchanged();
        }
        var parameters = Json.parameters(request);
        if (parameters.isEmpty()) {
            return new Translated.Impossible(
                    "a Serverledge function takes a JSON object, in the body or as query parameters");
        }
        return new Translated.Call(PATH_INVOKE, Json.object(to -> {
            to.writeFieldName("Params");
            to.writeRawValue(parameters.get());
            to.writeStringField("Handler", handler);
            to.writeStringField("HandlerDir", ".");
            to.writeBooleanField("ReturnOutput", false);
        }));
    }

    @Override
    public FullHttpResponse translateBack(FullHttpResponse response) {
        if (!response.status().equals(HttpResponseStatus.OK)) {
            return response;
        }
        try {
            var fields = Json.scalars(response.content().toString(StandardCharsets.UTF_8));
            if (fields.getOrDefault("Success", "").equals("true")) {
                return json(HttpResponseStatus.OK, fields.getOrDefault("Result", "null"));
            }
            var output = fields.getOrDefault("Output", "");
            return json(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    Json.object(to -> to.writeStringField("error", output.isBlank() ? "the function failed" : output)));
        } catch (IOException malformed) {
            return json(
                    HttpResponseStatus.BAD_GATEWAY,
                    Json.object(to -> to.writeStringField("error", "the executor's answer is no JSON object")));
        } finally {
            response.release();
        }
    }

    static FullHttpResponse json(HttpResponseStatus status, String body) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        return response;
    }
}

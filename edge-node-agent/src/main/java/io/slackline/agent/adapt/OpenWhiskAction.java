package io.slackline.agent.adapt;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.slackline.api.v1.FunctionSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /init} once with the code, then {@code POST /run} with the parameters as {@code value}; what the action returns is the answer. A
 * request to {@code /run} itself passes unchanged. Source: docs/actions-new.md of Apache OpenWhisk.
 */
final class OpenWhiskAction implements Contract {
    static final String PATH_INIT = "/init";
    private static final String PATH_RUN = "/run";

    private final String name;
    private final long timeoutMillis;

    OpenWhiskAction(FunctionSpec function) {
        name = function.getName();
        timeoutMillis = function.getTimeoutMs() == 0 ? 30_000 : Integer.toUnsignedLong(function.getTimeoutMs());
    }

    /** The body of the first request. The variable MAIN names the function in the code, "main" otherwise. */
    static String initialization(FunctionSpec function, Optional<Path> artifact) throws IOException {
        boolean binary = function.getArtifactName().endsWith(".zip");
        byte[] code = artifact.isPresent() ? Files.readAllBytes(artifact.get()) : new byte[0];
        var text = binary ? Base64.getEncoder().encodeToString(code) : new String(code, StandardCharsets.UTF_8);
        return Json.object(to -> {
            to.writeObjectFieldStart("value");
            to.writeStringField("name", function.getName());
            to.writeStringField("main", function.getEnvironmentOrDefault("MAIN", "main"));
            to.writeBooleanField("binary", binary);
            to.writeStringField("code", text);
            to.writeObjectFieldStart("env");
            for (var variable : function.getEnvironmentMap().entrySet()) {
                to.writeStringField(variable.getKey(), variable.getValue());
            }
            to.writeEndObject();
            to.writeEndObject();
        });
    }

    @Override
    public Translated translate(FullHttpRequest request) {
        if (request.uri().equals(PATH_RUN)) {
            return new Translated.Unchanged();
        }
        var value = Json.parameters(request);
        if (value.isEmpty()) {
            return new Translated.Impossible("an action takes a JSON object, in the body or as query parameters");
        }
        return new Translated.Call(PATH_RUN, Json.object(to -> {
            to.writeFieldName("value");
            to.writeRawValue(value.get());
            to.writeStringField("namespace", "_");
            to.writeStringField("action_name", "/_/" + name);
            to.writeStringField("activation_id", UUID.randomUUID().toString().replace("-", ""));
            to.writeStringField("deadline", Long.toString(System.currentTimeMillis() + timeoutMillis));
        }));
    }

    @Override
    public FullHttpResponse translateBack(FullHttpResponse response) {
        return response;
    }
}

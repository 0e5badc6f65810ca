package io.slackline.agent.adapt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The little JSON that the contracts need. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Writes the fields of an object. */
    interface Fields {
        void write(JsonGenerator to) throws IOException;
    }

    static String object(Fields fields) {
        var text = new StringWriter();
        try (var generator = FACTORY.createGenerator(text)) {
            generator.writeStartObject();
            fields.write(generator);
            generator.writeEndObject();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return text.toString();
    }

    /** The parameters that a plain request carries: its body if that is a JSON object, those of its query if it has none; empty if neither. */
    static Optional<String> parameters(FullHttpRequest request) {
        var body = request.content().toString(StandardCharsets.UTF_8).strip();
        if (body.isEmpty()) {
            var query = new QueryStringDecoder(request.uri()).parameters();
            return Optional.of(object(to -> {
                for (var parameter : query.entrySet()) {
                    to.writeStringField(parameter.getKey(), parameter.getValue().getLast());
                }
            }));
        }
        return isObject(body) ? Optional.of(body) : Optional.empty();
    }

    private static boolean isObject(String text) {
        try (var parser = FACTORY.createParser(text)) {
            return parser.nextToken() == JsonToken.START_OBJECT
                    && parser.skipChildren() != null
                    && parser.nextToken() == null;
        } catch (IOException malformed) {
            return false;
        }
    }

    /** The scalar fields of an object, as text. Throws IOException when it is none. */
    static Map<String, String> scalars(String text) throws IOException {
        var fields = new HashMap<String, String>();
        try (var parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    fields.put(name, parser.getText());
                } else {
                    var _ = parser.skipChildren();
                }
            }
        }
        return fields;
    }
}

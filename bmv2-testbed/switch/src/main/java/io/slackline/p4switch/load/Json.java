package io.slackline.p4switch.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.slackline.p4switch.ir.SourceLine;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.target.TargetException.Code;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Access to the parts of a JSON tree with errors that tell where in the document, and in the P4 source, something is wrong. */
final class Json {

    private Json() {}

    static JsonNode member(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw malformed(object, "lacks the attribute \"" + name + "\"");
        }
        return value;
    }

    static String text(JsonNode object, String name) {
        JsonNode value = member(object, name);
        if (!value.isTextual()) {
            throw malformed(object, "attribute \"" + name + "\" is " + value + ", expected a string");
        }
        return value.textValue();
    }

    /** A name as P4Info writes it: a global name has no leading dot. */
    static String name(JsonNode object) {
        return plain(text(object, "name"));
    }

    static String plain(String name) {
        return name.startsWith(".") ? name.substring(1) : name;
    }

    static int integer(JsonNode object, String name) {
        JsonNode value = member(object, name);
        if (!value.canConvertToInt()) {
            throw malformed(object, "attribute \"" + name + "\" is " + value + ", expected an integer");
        }
        return value.intValue();
    }

    static boolean flag(JsonNode object, String name, boolean otherwise) {
        return object.path(name).asBoolean(otherwise);
    }

    /** The members of an array attribute; none if it is absent. */
    static List<JsonNode> list(JsonNode object, String name) {
        List<JsonNode> items = new ArrayList<>();
        object.path(name).forEach(items::add);
        return items;
    }

    static Optional<String> optionalText(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value.asText());
    }

    /** A text in an array, such as a part of a field's name. */
    static String part(JsonNode at, JsonNode array, int index) {
        JsonNode value = array.get(index);
        if (value == null || !value.isTextual()) {
            throw malformed(at, "has " + array + " where a list of names is expected");
        }
        return value.textValue();
    }

    /** A number written as {@code 0x…} or {@code -0x…}. */
    static BigInteger hex(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.bigIntegerValue();
        }
        String text = value.asText();
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        try {
            BigInteger magnitude = new BigInteger(digits.startsWith("0x") ? digits.substring(2) : digits, 16);
            return negative ? magnitude.negate() : magnitude;
        } catch (NumberFormatException e) {
            throw new TargetException(
                    Code.INVALID_ARGUMENT, "compiled program: " + value + " is not a hexadecimal number", e);
        }
    }

    static TargetException malformed(JsonNode at, String problem) {
        return TargetException.invalid("compiled program: " + where(at) + problem + ": " + excerpt(at));
    }

    /**
     * The refusal of a construct that the switch cannot execute.
     *
     * @param at the construct, or what contains it; its {@code source_info} names the line
     */
    static TargetException unsupported(JsonNode at, String construct, String valid) {
        return new TargetException(
                Code.UNIMPLEMENTED,
                where(at) + construct + " is not supported by this switch"
                        + (valid.isEmpty() ? "" : "; supported: " + valid));
    }

    /** {@code file.p4(12): } or nothing if the node carries no source position. */
    static String where(JsonNode at) {
        JsonNode source = at.path("source_info");
        return source.isObject()
                ? source.path("filename").asText() + "(" + source.path("line").asInt() + "): "
                : "";
    }

    /** The source position that a node carries. */
    static SourceLine line(JsonNode at) {
        JsonNode source = at.path("source_info");
        if (!source.isObject()) {
            return SourceLine.NONE;
        }
        String file = source.path("filename").asText();
        return new SourceLine(
                file.substring(file.lastIndexOf('/') + 1),
                source.path("line").asInt(),
                source.path("source_fragment").asText());
    }

    private static String excerpt(JsonNode at) {
        String text = at.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}

package io.slackline.common.output;

import java.util.Iterator;
import java.util.Map;

/** Writes a tree (see {@link Tree}) as JSON, RFC 8259. */
public final class Json {
    private final StringBuilder out = new StringBuilder();
    private final boolean indented;

    private Json(boolean indented) {
        this.indented = indented;
    }

    /** Over several lines, two blanks for each level, without a line feed at the end. */
    public static String pretty(Object value) {
        return write(value, new Json(true));
    }

    /** On one line. */
    public static String compact(Object value) {
        return write(value, new Json(false));
    }

    private static String write(Object value, Json json) {
        json.value(Tree.of(value), 0);
        return json.out.toString();
    }

    private void value(Object tree, int depth) {
        switch (tree) {
            case Map<?, ?> map -> object(map, depth);
            case Iterable<?> items -> array(items, depth);
            case Double number when number.isNaN() || number.isInfinite() -> out.append("null");
            case Float number when number.isNaN() || number.isInfinite() -> out.append("null");
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> string(tree.toString());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        for (var entries = map.entrySet().iterator(); entries.hasNext(); ) {
            var entry = entries.next();
            newLine(depth + 1);
            string(String.valueOf(entry.getKey()));
            out.append(indented ? ": " : ":");
            value(entry.getValue(), depth + 1);
            separate(entries);
        }
        newLine(depth);
        out.append('}');
    }

    private void array(Iterable<?> items, int depth) {
        var rest = items.iterator();
        if (!rest.hasNext()) {
            out.append("[]");
            return;
        }
        out.append('[');
        while (rest.hasNext()) {
            newLine(depth + 1);
            value(rest.next(), depth + 1);
            separate(rest);
        }
        newLine(depth);
        out.append(']');
    }

    private void separate(Iterator<?> rest) {
        if (rest.hasNext()) {
            out.append(',');
        }
    }

    private void newLine(int depth) {
        if (indented) {
            out.append('\n').repeat("  ", depth);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}

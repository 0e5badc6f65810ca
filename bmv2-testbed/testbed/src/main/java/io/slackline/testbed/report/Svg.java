package io.slackline.testbed.report;

import java.util.Locale;

/** An SVG drawing, written element by element. Names of attributes and their values alternate; numbers get at most one decimal place. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    /** @param label what a screen reader says instead of the drawing */
    Svg(int width, int height, String label) {
        open(
                "svg",
                "class",
                "chart",
                "viewBox",
                "0 0 %d %d".formatted(width, height),
                "role",
                "img",
                "aria-label",
                label);
    }

    Svg open(String name, Object... attributes) {
        start(name, attributes);
        out.append(">");
        return this;
    }

    Svg close(String name) {
        out.append("</").append(name).append(">\n");
        return this;
    }

    Svg element(String name, Object... attributes) {
        start(name, attributes);
        out.append("/>\n");
        return this;
    }

    /** An element that says something when it is pointed at. */
    Svg titled(String title, String name, Object... attributes) {
        start(name, attributes);
        out.append("><title>").append(Page.escape(title)).append("</title>");
        return close(name);
    }

    Svg text(String text, Object... attributes) {
        start("text", attributes);
        out.append(">").append(Page.escape(text));
        return close("text");
    }

    /** The whole element. */
    String end() {
        return out + "</svg>\n";
    }

    private void start(String name, Object... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(value(attributes[i + 1]))
                    .append('"');
        }
    }

    private static String value(Object value) {
        return switch (value) {
            case Double number -> number(number);
            default -> Page.escape(value.toString());
        };
    }

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}

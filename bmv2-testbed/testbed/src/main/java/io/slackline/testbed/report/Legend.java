package io.slackline.testbed.report;

import java.util.ArrayList;
import java.util.List;

/** Names with their marks, side by side in as many rows as they need. */
final class Legend {
    private static final int ROW = 18;
    private static final int MARK = 20;
    private static final int GAP = 18;
    /** Of a letter of 12 pixels; what is wider than thought runs into the gap. */
    private static final double LETTER = 6.8;

    /** What stands before a name. */
    enum Mark {
        LINE,
        FILL,
        BAND,
        FLAG
    }

    /** @param style further classes of the mark, such as the colour; of a flag what is written on it */
    record Entry(Mark mark, String style, String name) {
        double width() {
            return MARK + textWidth(name) + GAP;
        }
    }

    private final List<List<Entry>> rows = new ArrayList<>();

    Legend(List<Entry> entries, double width) {
        double used = width;
        for (Entry entry : entries) {
            if (used + entry.width() > width) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.getLast().add(entry);
            used += entry.width();
        }
    }

    static double textWidth(String text) {
        return LETTER * text.length();
    }

    int height() {
        return rows.size() * ROW;
    }

    void draw(Svg svg, double left, double top) {
        double y = top + ROW - 5;
        for (List<Entry> row : rows) {
            double x = left;
            for (Entry entry : row) {
                mark(svg, entry, x, y - 4);
                svg.text(entry.name(), "x", x + MARK, "y", y);
                x += entry.width();
            }
            y += ROW;
        }
    }

    private static void mark(Svg svg, Entry entry, double x, double y) {
        switch (entry.mark()) {
            case LINE ->
                svg.element(
                        "path",
                        "class",
                        "line " + entry.style(),
                        "d",
                        "M%s %sh16".formatted(Svg.number(x), Svg.number(y)));
            case FILL ->
                svg.element(
                        "rect", "class", "fill " + entry.style(), "x", x + 3, "y", y - 5.0, "width", 11, "height", 11);
            case BAND -> svg.element("rect", "class", "band", "x", x + 3, "y", y - 5.0, "width", 11, "height", 11);
            case FLAG -> flag(svg, entry.style(), x + 8, y);
        }
    }

    /** A disc with something short on it. */
    static void flag(Svg svg, String text, double x, double y) {
        svg.element("circle", "class", "flag", "cx", x, "cy", y, "r", 7);
        svg.text(text, "class", "flag-text", "x", x, "y", y + 3.5);
    }
}

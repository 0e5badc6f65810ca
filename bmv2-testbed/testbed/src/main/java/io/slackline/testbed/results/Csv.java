package io.slackline.testbed.results;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A table as RFC 4180 has it, but with line feeds alone. */
final class Csv {
    private final StringBuilder out = new StringBuilder();

    Csv(String... columns) {
        row((Object[]) columns);
    }

    /** Numbers are written in full, whatever the locale. */
    Csv row(Object... cells) {
        out.append(Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",")))
                .append('\n');
        return this;
    }

    private static String cell(Object cell) {
        String text = cell.toString();
        return text.matches("(?s).*[\",\n\r].*") ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}

package io.slackline.testbed.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style sheets: of what is in a chart, and of pages. */
final class Style {
    static final String CHART = resource("chart.css") + series();
    static final String PAGE = resource("page.css");

    private Style() {}

    /** Everything of a page. */
    static String page() {
        return ":root { " + Palette.LIGHT.variables() + " }\n@media screen and (prefers-color-scheme: dark) { :root { "
                + Palette.DARK.variables() + " } }\n" + PAGE + CHART;
    }

    private static String series() {
        StringBuilder style = new StringBuilder();
        for (int i = 0; i < Palette.SERIES; i++) {
            style.append(".line.c%d { stroke: var(--c%d); } .fill.c%d { fill: var(--c%d); }\n".formatted(i, i, i, i));
        }
        return style.toString();
    }

    private static String resource(String name) {
        try (InputStream in = Style.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

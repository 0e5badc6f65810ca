package io.slackline.testbed.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Colours by name. Those of series are told apart by readers with any of the usual colour blindnesses and stand off from the background by 3:1 (WCAG 2.2,
 * 1.4.11); from the fifth on lines are dashed too, since nobody tells eight colours apart at a glance.
 */
record Palette(Map<String, String> colors) {
    static final Palette LIGHT = of(
            Map.of(
                    "ink", "#1c2430",
                    "soft", "#586273",
                    "paper", "#ffffff",
                    "panel", "#f6f8fa",
                    "faint", "#d9dee6",
                    "band", "#f3dfae",
                    "good", "#1a7f4b",
                    "bad", "#b42318"),
            List.of("#0072b2", "#d1570a", "#00855f", "#a8478a", "#9a6b00", "#2490cf", "#7a5c48", "#4a5364"));

    static final Palette DARK = of(
            Map.of(
                    "ink", "#e3e8ef",
                    "soft", "#9aa6b6",
                    "paper", "#14181f",
                    "panel", "#1b212a",
                    "faint", "#333b48",
                    "band", "#4a4127",
                    "good", "#4cc38a",
                    "bad", "#ff8a7a"),
            List.of("#56b0f0", "#ff9254", "#3fc59b", "#e08ac2", "#e2b340", "#9bd6ff", "#c9ab92", "#b4bccb"));

    static final int SERIES = 8;

    private static Palette of(Map<String, String> named, List<String> series) {
        Map<String, String> colors = new TreeMap<>(named);
        for (int i = 0; i < SERIES; i++) {
            colors.put("c" + i, series.get(i));
        }
        return new Palette(colors);
    }

    /** As CSS variables. */
    String variables() {
        return colors.entrySet().stream()
                .map(color -> "--%s: %s;".formatted(color.getKey(), color.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** The style with colours in place of its variables, which few programs but browsers understand. */
    String inserted(String style) {
        String inserted = style;
        for (Map.Entry<String, String> color : colors.entrySet()) {
            inserted = inserted.replace("var(--" + color.getKey() + ")", color.getValue());
        }
        return inserted;
    }
}

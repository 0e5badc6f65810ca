package io.slackline.testbed.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Groups of bars over a logarithmic scale as an SVG element. */
public final class BarChart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 320;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 28;
    private static final int BOTTOM = 40;
    private static final double GROUP_FILL = 0.8;

    private final String unit;
    private final List<String> series;
    private final List<Group> groups = new ArrayList<>();

    private record Group(String label, List<Double> values) {}

    /** @param series names of the bars in each group */
    public BarChart(String unit, List<String> series) {
        this.unit = unit;
        this.series = List.copyOf(series);
    }

    /** One value for each series; NaN leaves its place empty. */
    public BarChart group(String label, List<Double> values) {
        groups.add(new Group(label, List.copyOf(values)));
        return this;
    }

    /** The element. */
    public String render() {
        double[] all = groups.stream()
                .flatMap(group -> group.values().stream())
                .mapToDouble(Double::doubleValue)
                .filter(value -> value > 0)
                .toArray();
        double least = java.util.Arrays.stream(all).min().orElse(1);
        double most = java.util.Arrays.stream(all).max().orElse(10);
        double bottom = Math.pow(10, Math.floor(Math.log10(least)));
        double top = Math.max(bottom * 10, Math.pow(10, Math.ceil(Math.log10(most))));
        StringBuilder svg = new StringBuilder(
                "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\">%n".formatted(WIDTH, HEIGHT));
        for (double value = bottom; value <= top * 1.001; value *= 10) {
            double y = y(value, bottom, top);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"tick\" x=\"4\" y=\"%.1f\">%s %s</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    y + 4,
                    value < 1 ? Double.toString(value) : Long.toString((long) value),
                    Page.escape(unit)));
        }
        double groupWidth = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, groups.size());
        double barWidth = groupWidth * GROUP_FILL / Math.max(1, series.size());
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            for (int i = 0; i < group.values().size(); i++) {
                double value = group.values().get(i);
                if (value > 0) {
                    double y = y(value, bottom, top);
                    svg.append(String.format(
                            Locale.ROOT,
                            "<rect class=\"key c%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s, %s: %.3g %s</title></rect>%n",
                            i % 8,
                            LEFT + g * groupWidth + i * barWidth,
                            y,
                            barWidth * 0.9,
                            HEIGHT - BOTTOM - y,
                            Page.escape(group.label()),
                            Page.escape(series.get(i)),
                            value,
                            Page.escape(unit)));
                }
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>%n",
                    LEFT + g * groupWidth,
                    HEIGHT - BOTTOM + 16,
                    Page.escape(group.label())));
        }
        int x = LEFT;
        for (int i = 0; i < series.size(); i++) {
            svg.append(
                    "<rect class=\"key c%d\" x=\"%d\" y=\"7\" width=\"12\" height=\"12\"/><text x=\"%d\" y=\"17\">%s</text>%n"
                            .formatted(i % 8, x, x + 17, Page.escape(series.get(i))));
            x += 40 + 8 * series.get(i).length();
        }
        return svg.append("</svg>\n").toString();
    }

    private static double y(double value, double bottom, double top) {
        double share = Math.log(value / bottom) / Math.log(top / bottom);
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }
}

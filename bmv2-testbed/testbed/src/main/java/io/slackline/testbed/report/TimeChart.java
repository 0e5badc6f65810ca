package io.slackline.testbed.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Values over time as an SVG element: lines or a stack of areas, with shaded bands for what happened meanwhile.
 * Built by one thread, then {@link #render rendered}.
 */
public final class TimeChart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 300;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 28;
    private static final int BOTTOM = 36;
    private static final int TIME_TICKS = 12;
    private static final int VALUE_TICKS = 5;

    private final String unit;
    private final double seconds;
    private final Scale scale;
    private final List<Series> lines = new ArrayList<>();
    private final List<Series> stack = new ArrayList<>();
    private final List<Band> bands = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();

    /** How values map to heights. */
    public enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    /** One curve; {@code color} is an index into the page's palette. */
    public record Series(String name, int color, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /** A value at a time. */
    public record Point(double seconds, double value) {}

    private record Band(String label, double from, double to) {}

    private record Mark(String label, double at) {}

    public TimeChart(String unit, double seconds, Scale scale) {
        this.unit = unit;
        this.seconds = seconds;
        this.scale = scale;
    }

    public TimeChart line(Series series) {
        lines.add(series);
        return this;
    }

    /** Areas are stacked in the order of adding; all must have the same times. */
    public TimeChart area(Series series) {
        stack.add(series);
        return this;
    }

    /** Shades a span of time. */
    public TimeChart band(String label, double from, double to) {
        bands.add(new Band(label, from, to));
        return this;
    }

    /** A dashed line at a time. */
    public TimeChart mark(String label, double at) {
        marks.add(new Mark(label, at));
        return this;
    }

    public String render() {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" class=\"chart\">%n", WIDTH, HEIGHT));
        double top = highest();
        double bottom = scale == Scale.LOGARITHMIC ? lowest(top) : 0;
        bands.forEach(band -> svg.append(band(band)));
        axes(svg, bottom, top);
        areas(svg, bottom, top);
        lines.forEach(series -> svg.append(path(series, bottom, top)));
        marks.forEach(mark -> svg.append(mark(mark)));
        legend(svg);
        return svg.append("</svg>\n").toString();
    }

    private double highest() {
        double stacked = 0;
        if (!stack.isEmpty()) {
            for (int i = 0; i < stack.getFirst().points().size(); i++) {
                double sum = 0;
                for (Series series : stack) {
                    sum += series.points().get(i).value();
                }
                stacked = Math.max(stacked, sum);
            }
        }
        double single = lines.stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(Point::value)
                .max()
                .orElse(0);
        return Math.max(Math.max(stacked, single) * 1.08, 1e-3);
    }

    private double lowest(double top) {
        double least = lines.stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(Point::value)
                .filter(value -> value > 0)
                .min()
                .orElse(top / 10);
        return Math.min(least, top / 10) * 0.8;
    }

    private double x(double at) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.clamp(at / seconds, 0.0, 1.0);
    }

    private double y(double value, double bottom, double top) {
        double share = switch (scale) {
            case LINEAR -> (value - bottom) / (top - bottom);
            case LOGARITHMIC -> Math.log(Math.max(value, bottom) / bottom) / Math.log(top / bottom);
        };
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
    }

    private void axes(StringBuilder svg, double bottom, double top) {
        for (double value : valueTicks(bottom, top)) {
            double y = y(value, bottom, top);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    LEFT - 8,
                    y + 4,
                    number(value)));
        }
        double step = niceStep(seconds / TIME_TICKS);
        for (double at = 0; at <= seconds; at += step) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s s</text>%n",
                    x(at),
                    HEIGHT - BOTTOM + 18,
                    number(at)));
        }
        svg.append(String.format(Locale.ROOT, "<text class=\"tick\" x=\"4\" y=\"16\">%s</text>%n", Page.escape(unit)));
    }

    private List<Double> valueTicks(double bottom, double top) {
        List<Double> ticks = new ArrayList<>();
        switch (scale) {
            case LINEAR -> {
                double step = niceStep((top - bottom) / VALUE_TICKS);
                for (double value = 0; value <= top; value += step) {
                    ticks.add(value);
                }
            }
            case LOGARITHMIC -> {
                for (double decade = Math.pow(10, Math.floor(Math.log10(bottom))); decade <= top; decade *= 10) {
                    for (double value : new double[] {decade, 2 * decade, 5 * decade}) {
                        if (value >= bottom && value <= top) {
                            ticks.add(value);
                        }
                    }
                }
            }
        }
        return ticks;
    }

    private static double niceStep(double rough) {
        double decade = Math.pow(10, Math.floor(Math.log10(rough)));
        double scaled = rough / decade;
        double nice = scaled <= 1 ? 1 : scaled <= 2 ? 2 : scaled <= 5 ? 5 : 10;
        return nice * decade;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.2g", value);
    }

    private void areas(StringBuilder svg, double bottom, double top) {
        if (stack.isEmpty()) {
            return;
        }
        double[] base = new double[stack.getFirst().points().size()];
        for (Series series : stack) {
            StringBuilder outline = new StringBuilder();
            for (int i = 0; i < base.length; i++) {
                Point point = series.points().get(i);
                outline.append(i == 0 ? 'M' : 'L').append(at(point.seconds(), base[i] + point.value(), bottom, top));
            }
            for (int i = base.length - 1; i >= 0; i--) {
                Point point = series.points().get(i);
                outline.append('L').append(at(point.seconds(), base[i], bottom, top));
                base[i] += point.value();
            }
            svg.append(String.format(Locale.ROOT, "<path class=\"area c%d\" d=\"%sZ\"/>%n", series.color(), outline));
        }
    }

    private String path(Series series, double bottom, double top) {
        StringBuilder outline = new StringBuilder();
        for (Point point : series.points()) {
            outline.append(outline.isEmpty() ? 'M' : 'L').append(at(point.seconds(), point.value(), bottom, top));
        }
        return String.format(Locale.ROOT, "<path class=\"line c%d\" d=\"%s\"/>%n", series.color(), outline);
    }

    private String at(double seconds, double value, double bottom, double top) {
        return String.format(Locale.ROOT, "%.1f %.1f", x(seconds), y(value, bottom, top));
    }

    private String band(Band band) {
        double left = x(band.from());
        return String.format(
                Locale.ROOT,
                "<rect class=\"band\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>%n",
                left,
                TOP,
                Math.max(1.5, x(band.to()) - left),
                HEIGHT - TOP - BOTTOM,
                Page.escape(band.label()));
    }

    private String mark(Mark mark) {
        double x = x(mark.at());
        return String.format(
                Locale.ROOT,
                "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                        + "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>%n",
                x,
                x,
                TOP,
                HEIGHT - BOTTOM,
                x + 4,
                HEIGHT - 4,
                Page.escape(mark.label()));
    }

    private void legend(StringBuilder svg) {
        int x = LEFT;
        List<Series> all = new ArrayList<>(stack);
        all.addAll(lines);
        for (Series series : all) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"key c%d\" x=\"%d\" y=\"7\" width=\"12\" height=\"12\"/><text x=\"%d\" y=\"17\">%s</text>%n",
                    series.color(),
                    x,
                    x + 17,
                    Page.escape(series.name())));
            x += 40 + 8 * series.name().length();
        }
    }
}

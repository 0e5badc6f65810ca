package io.slackline.testbed.report;

import io.slackline.testbed.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Estimates one below the other: a bar from zero, the interval as a whisker, single measurements as dots. Names of any length find room on the left.
 */
public final class RowChart implements Chart {
    private static final int ROW = 24;
    private static final int BAR = 12;
    private static final int RIGHT = 70;
    private static final int TOP = 24;
    private static final int BOTTOM = 24;
    private static final int PIXELS_PER_TICK = 60;
    private static final double WIDEST_NAME = 0.45;
    /** How many times as far as the farthest value or measurement an interval may reach; one that goes on has no end stroke there. */
    private static final double REACH = 3;

    private final String unit;
    private final List<Row> rows = new ArrayList<>();
    private Size size = Size.PANEL;
    private String title = "";

    /**
     * One line of the chart.
     *
     * @param dots single measurements
     * @param said the value as it is written at the end of the row
     */
    public record Row(
            String name, double value, Optional<Interval> interval, List<Double> dots, String said, Tone tone) {}

    /** The colour of a row; {@code series} is one of the palette's. */
    public record Tone(String style) {
        public static final Tone GOOD = new Tone("good");
        public static final Tone BAD = new Tone("bad");
        public static final Tone PLAIN = new Tone("plain");

        public static Tone series(int color) {
            return new Tone("c" + color % Palette.SERIES);
        }
    }

    public RowChart(String unit) {
        this.unit = unit;
    }

    public RowChart size(Size size) {
        this.size = size;
        return this;
    }

    public RowChart title(String title) {
        this.title = title;
        return this;
    }

    public RowChart row(Row row) {
        rows.add(row);
        return this;
    }

    @Override
    public boolean wide() {
        return size == Size.WIDE;
    }

    @Override
    public String render() {
        double names = rows.stream()
                .mapToDouble(row -> Legend.textWidth(row.name()))
                .max()
                .orElse(0);
        double left = 12 + Math.min(names, size.width() * WIDEST_NAME);
        double floor = TOP + rows.size() * ROW;
        Svg svg = new Svg(size.width(), (int) floor + BOTTOM, title + ", " + unit);
        svg.text(unit.isEmpty() ? title : title + " (" + unit + ")", "class", "title", "x", 4, "y", 14);
        Axis x = axis(left);
        for (double value : x.ticks((int) Math.max(4, (x.to() - x.from()) / PIXELS_PER_TICK))) {
            double at = x.at(value);
            svg.element("line", "class", "grid", "x1", at, "x2", at, "y1", TOP, "y2", floor);
            svg.text(Unit.brief(value), "class", "tick middle", "x", at, "y", floor + 15);
        }
        svg.element("line", "class", "axis", "x1", x.at(0), "x2", x.at(0), "y1", TOP, "y2", floor);
        double middle = TOP + ROW / 2.0;
        for (Row row : rows) {
            draw(svg, row, left, middle, x);
            middle += ROW;
        }
        return svg.end();
    }

    private Axis axis(double left) {
        double farthest = REACH
                * rows.stream()
                        .flatMapToDouble(RowChart::measured)
                        .map(Math::abs)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(0);
        double reach = farthest > 0 ? farthest : Double.MAX_VALUE;
        double[] ends = rows.stream()
                .flatMapToDouble(row -> DoubleStream.concat(
                        measured(row),
                        row.interval().stream()
                                .flatMapToDouble(interval -> DoubleStream.of(interval.low(), interval.high()))
                                .map(end -> Math.clamp(end, -reach, reach))))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        double least = ends.length == 0 ? 0 : ends[0];
        double most = ends.length == 0 ? 0 : ends[ends.length - 1];
        // An interval that reaches below zero because repetitions are few must not squeeze a figure that cannot be
        // negative.
        boolean signed = rows.stream()
                .anyMatch(row -> row.value() < 0 || row.dots().stream().anyMatch(dot -> dot < 0));
        double low = signed ? Math.min(0, least) : 0;
        double high = Math.max(0, most);
        double room = high > low ? (high - low) * 0.04 : 1;
        return new Axis(Scale.LINEAR, signed ? low - room : low, high + room, left, size.width() - RIGHT);
    }

    private static DoubleStream measured(Row row) {
        return DoubleStream.concat(
                DoubleStream.of(row.value()), row.dots().stream().mapToDouble(Double::doubleValue));
    }

    private static void draw(Svg svg, Row row, double left, double middle, Axis x) {
        int letters = (int) ((left - 12) / Legend.textWidth("m"));
        String name = row.name().length() > letters + 1 ? row.name().substring(0, letters) + "…" : row.name();
        svg.text(name, "class", "end", "x", left - 8, "y", middle + 4);
        if (Double.isFinite(row.value())) {
            double zero = x.at(0);
            double end = x.at(row.value());
            svg.titled(
                    row.name() + ": " + row.said(),
                    "rect",
                    "class",
                    "fill " + row.tone().style(),
                    "x",
                    Math.min(zero, end),
                    "y",
                    middle - BAR / 2.0,
                    "width",
                    Math.max(0.5, Math.abs(end - zero)),
                    "height",
                    BAR);
        }
        row.dots().forEach(dot -> svg.element("circle", "class", "dot", "cx", x.at(dot), "cy", middle, "r", 2.5));
        row.interval().ifPresent(interval -> {
            double low = x.at(interval.low());
            double high = x.at(interval.high());
            String outline = "M%s %sH%s%s%s"
                    .formatted(
                            Svg.number(low),
                            Svg.number(middle),
                            Svg.number(high),
                            low > x.from() ? stroke(low, middle) : "",
                            high < x.to() ? stroke(high, middle) : "");
            svg.element("path", "class", "whisker", "d", outline);
        });
        svg.text(row.said(), "class", "tick", "x", x.to() + 6, "y", middle + 4);
    }

    private static String stroke(double at, double middle) {
        return "M%s %sv8".formatted(Svg.number(at), Svg.number(middle - 4));
    }
}

package io.slackline.testbed.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Cumulated distributions, drawn for their tails: the height is the share of requests that took longer, logarithmic, so that p99 and p99.9 are as far
 * from each other as p90 and p99. The farther left and down, the better.
 */
public final class QuantileChart implements Chart {
    private static final int HEIGHT = 300;
    private static final int LEFT = 58;
    private static final int RIGHT = 18;
    private static final int TOP = 22;
    private static final int BOTTOM = 42;
    private static final List<Double> QUANTILES = List.of(0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999);

    private final String unit;
    private final List<Curve> curves = new ArrayList<>();
    private final List<Curve> thinCurves = new ArrayList<>();
    private Size size = Size.WIDE;
    private String title = "";

    private record Curve(String name, int color, Style style, List<Point> points) {}

    /** A quantile, from 0 to 1, and its value. */
    public record Point(double quantile, double value) {}

    /** How a curve is drawn; two runs of the same thing have one colour and two styles. */
    public enum Style {
        FIRST(""),
        SECOND(" second");

        private final String name;

        Style(String name) {
            this.name = name;
        }
    }

    public QuantileChart(String unit) {
        this.unit = unit;
    }

    public QuantileChart size(Size size) {
        this.size = size;
        return this;
    }

    public QuantileChart title(String title) {
        this.title = title;
        return this;
    }

    public QuantileChart curve(String name, int color, Style style, List<Point> points) {
        curves.add(new Curve(name, color, style, List.copyOf(points)));
        return this;
    }

    /** A faint curve without a place in the legend. */
    public QuantileChart thinCurve(int color, Style style, List<Point> points) {
        thinCurves.add(new Curve("", color, style, List.copyOf(points)));
        return this;
    }

    @Override
    public boolean wide() {
        return size == Size.WIDE;
    }

    @Override
    public String render() {
        Legend legend = new Legend(
                curves.stream()
                        .map(curve -> new Legend.Entry(Legend.Mark.LINE, look(curve), curve.name()))
                        .toList(),
                size.width() - LEFT - RIGHT);
        int top = TOP + legend.height();
        int floor = top + HEIGHT - TOP - BOTTOM;
        Svg svg = new Svg(size.width(), floor + BOTTOM, (title.isEmpty() ? "distribution" : title) + ", " + unit);
        svg.text(title, "class", "title", "x", 4, "y", 14);
        legend.draw(svg, LEFT, TOP - 4.0);
        Axis x = valueAxis();
        Axis y = new Axis(Scale.LOGARITHMIC, 1 - deepest(), 1, floor, top);
        for (double quantile : QUANTILES) {
            if (quantile <= deepest() + 1e-12) {
                double at = y.at(1 - quantile);
                svg.element("line", "class", "grid", "x1", LEFT, "x2", size.width() - RIGHT, "y1", at, "y2", at);
                svg.text(name(quantile), "class", "tick end", "x", LEFT - 8, "y", at + 4);
            }
        }
        for (double value : x.ticks(1)) {
            double at = x.at(value);
            svg.element("line", "class", "grid", "x1", at, "x2", at, "y1", top, "y2", floor);
            svg.text(Unit.brief(value), "class", "tick middle", "x", at, "y", floor + 16);
        }
        svg.text(unit, "class", "tick middle", "x", (x.from() + x.to()) / 2, "y", floor + 34);
        thinCurves.forEach(curve -> draw(svg, "line thin ", curve, x, y));
        curves.forEach(curve -> draw(svg, "line ", curve, x, y));
        return svg.end();
    }

    private static String name(double quantile) {
        return quantile == 0 ? "least" : "p" + Unit.brief(quantile * 100);
    }

    private static String look(Curve curve) {
        return "c" + curve.color() % Palette.SERIES + curve.style().name;
    }

    private List<Point> allPoints() {
        List<Point> all = new ArrayList<>();
        curves.forEach(curve -> all.addAll(curve.points()));
        thinCurves.forEach(curve -> all.addAll(curve.points()));
        return all;
    }

    /** The greatest quantile that is drawn; p99 where there is none, so that the axis has a length. */
    private double deepest() {
        return allPoints().stream()
                .mapToDouble(Point::quantile)
                .filter(quantile -> quantile < 1)
                .max()
                .orElse(0.99);
    }

    private Axis valueAxis() {
        double[] values = allPoints().stream()
                .mapToDouble(Point::value)
                .filter(value -> value > 0)
                .sorted()
                .toArray();
        double low = values.length == 0 ? 1 : values[0] * 0.95;
        double high = values.length == 0 ? 10 : values[values.length - 1] * 1.05;
        return new Axis(Scale.LOGARITHMIC, low, Math.max(high, low * 1.5), LEFT, size.width() - RIGHT);
    }

    private static void draw(Svg svg, String style, Curve curve, Axis x, Axis y) {
        StringBuilder outline = new StringBuilder();
        for (Point point : curve.points()) {
            if (point.quantile() < 1) {
                outline.append(outline.isEmpty() ? 'M' : 'L')
                        .append(Svg.number(x.at(point.value())))
                        .append(' ')
                        .append(Svg.number(y.at(1 - point.quantile())));
            }
        }
        svg.element("path", "class", style + look(curve), "d", outline);
    }
}

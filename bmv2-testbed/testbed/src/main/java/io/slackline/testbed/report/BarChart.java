package io.slackline.testbed.report;

import io.slackline.testbed.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Groups of bars, with error bars where there are intervals. A logarithmic scale begins at the decade below the least value. */
public final class BarChart implements Chart {
    private static final int HEIGHT = 230;
    private static final int LEFT = 58;
    private static final int RIGHT = 14;
    private static final int TOP = 22;
    private static final int BOTTOM = 26;
    private static final int VALUE_TICKS = 5;
    private static final double GROUP_FILL = 0.8;
    private static final double BAR_FILL = 0.9;
    private static final int WIDEST_BAR = 48;

    private final String unit;
    private final Scale scale;
    private final List<String> series;
    private final List<Group> groups = new ArrayList<>();
    private Size size = Size.WIDE;
    private String title = "";

    private record Group(String label, List<Bar> bars) {}

    /** A value, NaN leaves its place empty, and how sure it is. */
    public record Bar(double value, Optional<Interval> interval) {}

    /** @param series names of the bars in each group */
    public BarChart(String unit, Scale scale, List<String> series) {
        this.unit = unit;
        this.scale = scale;
        this.series = List.copyOf(series);
    }

    public BarChart(String unit, List<String> series) {
        this(unit, Scale.LOGARITHMIC, series);
    }

    public BarChart size(Size size) {
        this.size = size;
        return this;
    }

    public BarChart title(String title) {
        this.title = title;
        return this;
    }

    /** One value for each series; NaN leaves its place empty. */
    public BarChart group(String label, List<Double> values) {
        return bars(
                label,
                values.stream().map(value -> new Bar(value, Optional.empty())).toList());
    }

    /** One bar for each series. */
    public BarChart bars(String label, List<Bar> bars) {
        groups.add(new Group(label, List.copyOf(bars)));
        return this;
    }

    @Override
    public boolean wide() {
        return size == Size.WIDE;
    }

    @Override
    public String render() {
        List<Legend.Entry> entries = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            entries.add(new Legend.Entry(Legend.Mark.FILL, color(i), series.get(i)));
        }
        Legend legend = new Legend(entries, size.width() - LEFT - RIGHT);
        int top = TOP + legend.height();
        int floor = top + HEIGHT - TOP - BOTTOM;
        Svg svg = new Svg(size.width(), floor + BOTTOM, title.isEmpty() ? "bars, " + unit : title + ", " + unit);
        svg.text(title.isEmpty() ? unit : title + " (" + unit + ")", "class", "title", "x", 4, "y", 14);
        legend.draw(svg, LEFT, TOP - 4.0);
        Axis y = valueAxis(floor, top);
        for (double value : y.ticks(VALUE_TICKS)) {
            double at = y.at(value);
            svg.element("line", "class", "grid", "x1", LEFT, "x2", size.width() - RIGHT, "y1", at, "y2", at);
            svg.text(Unit.brief(value), "class", "tick end", "x", LEFT - 8, "y", at + 4);
        }
        double width = (size.width() - LEFT - RIGHT) / (double) Math.max(1, groups.size());
        for (int g = 0; g < groups.size(); g++) {
            draw(svg, groups.get(g), LEFT + (g + 0.5) * width, width, y);
        }
        svg.element("line", "class", "axis", "x1", LEFT, "x2", size.width() - RIGHT, "y1", floor, "y2", floor);
        return svg.end();
    }

    private static String color(int index) {
        return "c" + index % Palette.SERIES;
    }

    private Axis valueAxis(double floor, double top) {
        double high = ends().max().orElse(10);
        return switch (scale) {
            case LINEAR -> new Axis(scale, 0, high > 0 ? high * 1.08 : 1, floor, top);
            case LOGARITHMIC -> {
                double least = ends().filter(value -> value > 0).min().orElse(1);
                double low = Math.pow(10, Math.floor(Math.log10(least)));
                yield new Axis(scale, low, Math.max(low * 10, Math.pow(10, Math.ceil(Math.log10(high)))), floor, top);
            }
        };
    }

    private DoubleStream ends() {
        return groups.stream()
                .flatMap(group -> group.bars().stream())
                .filter(bar -> Double.isFinite(bar.value()))
                .flatMapToDouble(bar -> bar.interval()
                        .map(interval -> DoubleStream.of(bar.value(), interval.low(), interval.high()))
                        .orElse(DoubleStream.of(bar.value())));
    }

    private void draw(Svg svg, Group group, double middle, double groupWidth, Axis y) {
        double width = Math.min(WIDEST_BAR, groupWidth * GROUP_FILL / Math.max(1, series.size()));
        double left = middle - width * group.bars().size() / 2.0;
        for (int i = 0; i < group.bars().size(); i++) {
            Bar bar = group.bars().get(i);
            if (bar.value() > y.low()) {
                draw(
                        svg,
                        "%s, %s".formatted(group.label(), series.get(i)),
                        bar,
                        color(i),
                        left + i * width,
                        width * BAR_FILL,
                        y);
            }
        }
        svg.text(group.label(), "class", "tick middle", "x", middle, "y", y.from() + 16);
    }

    private void draw(Svg svg, String name, Bar bar, String color, double left, double width, Axis y) {
        double top = y.at(bar.value());
        String said = "%s: %s %s".formatted(name, Unit.brief(bar.value()), unit);
        svg.titled(
                said, "rect", "class", "fill " + color, "x", left, "y", top, "width", width, "height", y.from() - top);
        bar.interval().ifPresent(interval -> {
            double x = left + width / 2;
            double low = y.at(interval.low());
            double high = y.at(interval.high());
            String outline = "M%1$s %3$sV%4$sM%2$s %3$sh8M%2$s %4$sh8"
                    .formatted(Svg.number(x), Svg.number(x - 4), Svg.number(low), Svg.number(high));
            svg.element("path", "class", "whisker", "d", outline);
        });
    }
}

package io.slackline.testbed.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Values over time: lines, ranges around them, or a stack of areas; shaded bands and numbered flags for what happened meanwhile.
 * Built by one thread, then {@link #render rendered}.
 */
public final class TimeChart implements Chart {
    private static final int HEIGHT = 250;
    private static final int LEFT = 58;
    private static final int RIGHT = 14;
    private static final int TOP = 22;
    private static final int BOTTOM = 26;
    private static final int PIXELS_PER_TIME_TICK = 75;
    private static final int VALUE_TICKS = 5;
    /** Of the axis of values, so that it has a length where there are none. */
    private static final double LEAST_HEIGHT = 1e-3;

    /** Flags nearer than this are one flag. */
    private static final double FLAG_WIDTH = 15;

    private final String unit;
    private final double seconds;
    private final Scale scale;
    private final List<Series> lines = new ArrayList<>();
    private final List<Series> thinLines = new ArrayList<>();
    private final List<Spread> spreads = new ArrayList<>();
    private final List<Series> stack = new ArrayList<>();
    private final List<Band> bands = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private Size size = Size.WIDE;
    private String title = "";
    private Optional<Range> range = Optional.empty();

    /** One curve; {@code color} is an index into the page's palette. */
    public record Series(String name, int color, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /** A value at a time. */
    public record Point(double seconds, double value) {}

    /** Values from {@code low} to {@code high} at a time. */
    public record Range(double seconds, double low, double high) {}

    private record Spread(int color, List<Range> ranges) {}

    private record Band(String label, double from, double to) {}

    private record Mark(String label, double at) {}

    public TimeChart(String unit, double seconds, Scale scale) {
        this.unit = unit;
        this.seconds = seconds;
        this.scale = scale;
    }

    public TimeChart size(Size size) {
        this.size = size;
        return this;
    }

    public TimeChart title(String title) {
        this.title = title;
        return this;
    }

    /** The values that the axis spans, for charts that are compared; without it, those that there are. */
    public TimeChart range(double low, double high) {
        range = Optional.of(new Range(0, low, high));
        return this;
    }

    public TimeChart line(Series series) {
        lines.add(series);
        return this;
    }

    /** A faint line without a place in the legend. */
    public TimeChart thinLine(Series series) {
        thinLines.add(series);
        return this;
    }

    /** Shades the values between the ends of each range. */
    public TimeChart spread(int color, List<Range> ranges) {
        spreads.add(new Spread(color, List.copyOf(ranges)));
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

    /** A numbered flag at a time, explained below the chart. */
    public TimeChart mark(String label, double at) {
        marks.add(new Mark(label, at));
        return this;
    }

    @Override
    public boolean wide() {
        return size == Size.WIDE;
    }

    @Override
    public String render() {
        List<Flag> flags = flags();
        Legend legend = new Legend(legendEntries(), width());
        Legend key = new Legend(flags.stream().map(Flag::entry).toList(), width());
        int top = TOP + legend.height() + (flags.isEmpty() ? 0 : (int) FLAG_WIDTH);
        int floor = top + HEIGHT - TOP - BOTTOM;
        Svg svg = new Svg(
                size.width(),
                floor + BOTTOM + key.height(),
                title.isEmpty() ? unit + " over time" : title + ", " + unit);
        svg.text(title.isEmpty() ? unit : title + " (" + unit + ")", "class", "title", "x", 4, "y", 14);
        legend.draw(svg, LEFT, TOP - 4.0);
        Axis x = new Axis(Scale.LINEAR, 0, Math.max(seconds, 1e-3), LEFT, size.width() - RIGHT);
        Axis y = valueAxis(floor, top);
        bands.forEach(band -> draw(svg, band, x, top, floor));
        axes(svg, x, y);
        areas(svg, x, y);
        spreads.forEach(spread -> svg.element(
                "path", "class", "fill spread " + color(spread.color()), "d", outline(spread.ranges(), x, y)));
        thinLines.forEach(series -> draw(svg, "line thin ", series, x, y));
        lines.forEach(series -> draw(svg, "line ", series, x, y));
        for (Flag flag : flags) {
            double at = x.at(flag.at());
            svg.element("line", "class", "mark", "x1", at, "x2", at, "y1", top, "y2", floor);
            Legend.flag(svg, flag.number(), at, top - 8.0);
        }
        key.draw(svg, LEFT, floor + BOTTOM - 2.0);
        return svg.end();
    }

    private double width() {
        return size.width() - LEFT - RIGHT;
    }

    private static String color(int index) {
        return "c" + index % Palette.SERIES;
    }

    private List<Legend.Entry> legendEntries() {
        List<Legend.Entry> entries = new ArrayList<>();
        stack.forEach(series -> entries.add(new Legend.Entry(Legend.Mark.FILL, color(series.color()), series.name())));
        if (lines.size() > 1 || (lines.size() == 1 && !lines.getFirst().name().isEmpty())) {
            lines.forEach(
                    series -> entries.add(new Legend.Entry(Legend.Mark.LINE, color(series.color()), series.name())));
        }
        return entries;
    }

    /** Marks that would cover each other, under one number. */
    private record Flag(String number, double at, List<String> labels) {
        Legend.Entry entry() {
            List<String> distinct = labels.stream().distinct().toList();
            return new Legend.Entry(
                    Legend.Mark.FLAG,
                    number,
                    distinct.size() <= 2
                            ? String.join("; ", distinct)
                            : "%s and %d more".formatted(distinct.getFirst(), distinct.size() - 1));
        }
    }

    private List<Flag> flags() {
        double near = FLAG_WIDTH * seconds / width();
        List<Flag> flags = new ArrayList<>();
        marks.stream().sorted(Comparator.comparingDouble(Mark::at)).forEach(mark -> {
            if (flags.isEmpty() || mark.at() - flags.getLast().at() > near) {
                flags.add(new Flag(Integer.toString(flags.size() + 1), mark.at(), new ArrayList<>()));
            }
            flags.getLast().labels().add(mark.label());
        });
        return flags;
    }

    private Axis valueAxis(double floor, double top) {
        double high = Math.max(range.map(Range::high).orElseGet(this::highest), LEAST_HEIGHT);
        double low = switch (scale) {
            case LINEAR -> Math.min(0, range.map(Range::low).orElse(0.0));
            case LOGARITHMIC -> Math.min(range.map(Range::low).orElseGet(() -> leastPositive(high)), high / 2);
        };
        return new Axis(scale, low, high, floor, top);
    }

    private double highest() {
        double stacked = 0;
        for (int i = 0; !stack.isEmpty() && i < stack.getFirst().points().size(); i++) {
            int index = i;
            stacked = Math.max(
                    stacked,
                    stack.stream()
                            .mapToDouble(series -> series.points().get(index).value())
                            .sum());
        }
        return Math.max(stacked, values(Range::high).max().orElse(0)) * 1.08;
    }

    private double leastPositive(double high) {
        return Math.max(
                1e-9, values(Range::low).filter(value -> value > 0).min().orElse(high / 10) * 0.9);
    }

    private DoubleStream values(ToDoubleFunction<Range> ofSpread) {
        return DoubleStream.concat(
                DoubleStream.concat(points(lines), points(thinLines)),
                spreads.stream().flatMap(spread -> spread.ranges().stream()).mapToDouble(ofSpread));
    }

    private static DoubleStream points(List<Series> series) {
        return series.stream().flatMap(each -> each.points().stream()).mapToDouble(Point::value);
    }

    private void axes(Svg svg, Axis x, Axis y) {
        for (double value : y.ticks(VALUE_TICKS)) {
            double at = y.at(value);
            svg.element("line", "class", "grid", "x1", x.from(), "x2", x.to(), "y1", at, "y2", at);
            svg.text(Unit.brief(value), "class", "tick end", "x", LEFT - 8, "y", at + 4);
        }
        svg.element("line", "class", "axis", "x1", x.from(), "x2", x.to(), "y1", y.from(), "y2", y.from());
        for (double at : x.ticks((int) (width() / PIXELS_PER_TIME_TICK))) {
            svg.text(Unit.brief(at) + " s", "class", "tick middle", "x", x.at(at), "y", y.from() + 16);
        }
    }

    private void areas(Svg svg, Axis x, Axis y) {
        if (stack.isEmpty()) {
            return;
        }
        double[] base = new double[stack.getFirst().points().size()];
        for (Series series : stack) {
            List<Range> ranges = new ArrayList<>();
            for (int i = 0; i < base.length; i++) {
                Point point = series.points().get(i);
                ranges.add(new Range(point.seconds(), base[i], base[i] + point.value()));
                base[i] += point.value();
            }
            svg.element("path", "class", "fill area " + color(series.color()), "d", outline(ranges, x, y));
        }
    }

    private static String outline(List<Range> ranges, Axis x, Axis y) {
        StringBuilder outline = new StringBuilder();
        ranges.forEach(each -> step(outline, x.at(each.seconds()), y.at(each.high())));
        ranges.reversed().forEach(each -> step(outline, x.at(each.seconds()), y.at(each.low())));
        return outline.isEmpty() ? "" : outline.append('Z').toString();
    }

    private static void draw(Svg svg, String style, Series series, Axis x, Axis y) {
        StringBuilder outline = new StringBuilder();
        series.points().forEach(point -> step(outline, x.at(point.seconds()), y.at(point.value())));
        svg.element("path", "class", style + color(series.color()), "d", outline);
    }

    private static void step(StringBuilder outline, double x, double y) {
        outline.append(outline.isEmpty() ? 'M' : 'L')
                .append(Svg.number(x))
                .append(' ')
                .append(Svg.number(y));
    }

    private static void draw(Svg svg, Band band, Axis x, double top, double floor) {
        double left = x.at(band.from());
        svg.titled(
                band.label(),
                "rect",
                "class",
                "band",
                "x",
                left,
                "y",
                top,
                "width",
                Math.max(1.5, x.at(band.to()) - left),
                "height",
                floor - top);
    }
}

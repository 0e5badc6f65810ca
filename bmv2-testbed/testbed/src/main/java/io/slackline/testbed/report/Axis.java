package io.slackline.testbed.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to places. Values beyond the ends are drawn at the ends.
 *
 * @param from the place of {@code low}
 * @param to the place of {@code high}, which may be less than {@code from}: heights grow downwards in SVG
 */
record Axis(Scale scale, double low, double high, double from, double to) {
    /** Up to this many decades, a logarithmic axis has ticks at 2 and 5 times the decades too. */
    private static final double FEW_DECADES = 2.5;

    Axis {
        if (!(low < high) || (scale == Scale.LOGARITHMIC && !(low > 0))) {
            throw new IllegalArgumentException("a %s axis from %s to %s".formatted(scale, low, high));
        }
    }

    double at(double value) {
        double inside = Math.clamp(value, low, high);
        double share = switch (scale) {
            case LINEAR -> (inside - low) / (high - low);
            case LOGARITHMIC -> Math.log(inside / low) / Math.log(high / low);
        };
        return from + (to - from) * share;
    }

    /** Round values within the axis, about {@code count} of them where it is linear. */
    List<Double> ticks(int count) {
        return switch (scale) {
            case LINEAR -> linearTicks(niceStep((high - low) / count));
            case LOGARITHMIC -> logarithmicTicks();
        };
    }

    private List<Double> linearTicks(double step) {
        List<Double> ticks = new ArrayList<>();
        // Multiples of the step, not sums of steps, which drift.
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private List<Double> logarithmicTicks() {
        boolean few = Math.log10(high / low) <= FEW_DECADES;
        List<Double> ticks = new ArrayList<>();
        for (double decade = Math.pow(10, Math.floor(Math.log10(low))); decade <= high; decade *= 10) {
            for (double value : few ? new double[] {decade, 2 * decade, 5 * decade} : new double[] {decade}) {
                if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
                    ticks.add(value);
                }
            }
        }
        return ticks;
    }

    /** The least of 1, 2, 5 times a power of ten that is not less than {@code rough}. */
    private static double niceStep(double rough) {
        double decade = Math.pow(10, Math.floor(Math.log10(rough)));
        double scaled = rough / decade;
        return (scaled <= 1 ? 1 : scaled <= 2 ? 2 : scaled <= 5 ? 5 : 10) * decade;
    }
}

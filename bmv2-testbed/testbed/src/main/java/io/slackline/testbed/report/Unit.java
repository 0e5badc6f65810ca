package io.slackline.testbed.report;

import java.util.Locale;

/**
 * How figures of a unit are written.
 *
 * @param label what stands behind the number; may be empty
 * @param divisor what the raw figure is divided by
 */
public record Unit(String label, double divisor) {
    private static final double THOUSAND = 1e3;
    private static final double MILLION = 1e6;

    /** The unit in which a figure of that size reads well: {@code us} becomes µs, ms or s. */
    public static Unit fitting(String raw, double size) {
        double magnitude = Math.abs(size);
        return switch (raw) {
            case "us" ->
                magnitude >= MILLION
                        ? new Unit("s", MILLION)
                        : magnitude >= THOUSAND ? new Unit("ms", THOUSAND) : new Unit("µs", 1);
            case "ms" -> magnitude >= THOUSAND ? new Unit("s", THOUSAND) : new Unit("ms", 1);
            case "m" -> new Unit("milli-cores", 1);
            case "1" -> new Unit("", 1);
            default -> new Unit(raw, 1);
        };
    }

    /** With its unit, in the size that fits. */
    public static String format(double value, String raw) {
        Unit unit = fitting(raw, value);
        return unit.label().isEmpty() ? unit.number(value) : unit.number(value) + " " + unit.label();
    }

    /** As {@link #format(double, String)}. */
    public static String format(long value, String raw) {
        return format((double) value, raw);
    }

    /** The number alone: three significant digits, whole numbers in full. */
    public String number(double raw) {
        return brief(raw / divisor);
    }

    /** A figure and half its interval, as many decimal places as two digits of the latter have: "1.53 ± 0.12". */
    public String number(double raw, double half) {
        double shown = half / divisor;
        int decimals = shown > 0 ? Math.clamp(1 - (int) Math.floor(Math.log10(shown)), 0, 6) : 0;
        String format = "%,." + decimals + "f ± %,." + decimals + "f";
        return String.format(Locale.ROOT, format, raw / divisor, shown);
    }

    /** A number by itself: three significant digits, whole numbers in full. */
    public static String brief(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        if (value == 0) {
            return "0";
        }
        if (value == Math.rint(value) || Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int digits = (int) Math.floor(Math.log10(Math.abs(value)));
        String text = String.format(Locale.ROOT, "%." + Math.clamp(2 - digits, 0, 6) + "f", value);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}

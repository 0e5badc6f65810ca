package io.slackline.common.config;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as people write them, in files and on the command line: {@code 500us}, {@code 10ms}, {@code 5s}, {@code 2m}, {@code 1h}. */
public final class Durations {
    /** To follow "expected". */
    public static final String FORM = "a duration such as 500us, 10ms, 5s, 2m or 1h";

    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,12}) ?(us|ms|s|m|h)");

    private Durations() {}

    /** Throws {@link IllegalArgumentException} that says what was expected. */
    public static Duration parse(String text) {
        var matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected " + FORM + ", got \"" + text + "\"");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> Duration.ofNanos(amount * 1000);
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** The shortest whole number of us, ms or s; what is below a microsecond is cut off. */
    public static String format(Duration duration) {
        long micros = duration.toNanos() / 1000;
        if (micros % 1000 != 0) {
            return micros + "us";
        }
        return micros % 1_000_000 != 0 ? micros / 1000 + "ms" : micros / 1_000_000 + "s";
    }
}

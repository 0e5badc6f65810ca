package io.slackline.controller.model;

import io.slackline.common.config.Durations;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings that can be changed while the controller runs, in the order in which people read them. */
public enum PolicyKey {
    LATENCY_SENSITIVE_FLOOR(
            "latency-sensitive.floor",
            Kind.MILLICORES,
            "50m",
            "slack under which requests of latency-sensitive functions leave for the offload group"),
    BEST_EFFORT_FLOOR(
            "best-effort.floor",
            Kind.MILLICORES,
            "200m",
            "the same for best-effort functions: higher, so that they leave first"),
    SHORT_SLACK(
            "short-slack.enabled",
            Kind.SWITCH,
            "off",
            "move pinned functions off a node whose slack stays under their floor"),
    SHORT_SLACK_DWELL("short-slack.dwell", Kind.DURATION, "2s", "for how long it must stay there"),
    NF_PRESSURE(
            "nf-pressure.enabled",
            Kind.SWITCH,
            "off",
            "move a function off a node whose network functions need their budget"),
    NF_PRESSURE_LIMIT("nf-pressure.limit", Kind.SHARE, "90%", "the share of the budget that counts as need"),
    NF_PRESSURE_DWELL("nf-pressure.dwell", Kind.DURATION, "2s", "for how long"),
    BETTER_PLACE("better-place.enabled", Kind.SWITCH, "off", "move pinned functions to a node that is better by far"),
    BETTER_PLACE_MARGIN(
            "better-place.margin", Kind.MILLICORES, "300m", "how much more slack, after the move, pays for it"),
    BETTER_PLACE_DWELL("better-place.dwell", Kind.DURATION, "10s", "for how long it must be better"),
    FOLLOW_TRAFFIC(
            "follow-traffic.enabled",
            Kind.SWITCH,
            "off",
            "let the candidates of functions steered by slack follow where the switch sends them"),
    FOLLOW_TRAFFIC_SHARE(
            "follow-traffic.share",
            Kind.SHARE,
            "2%",
            "a candidate with less of the traffic gives way to a fitter node"),
    FOLLOW_TRAFFIC_DWELL("follow-traffic.dwell", Kind.DURATION, "10s", "over how long the traffic is counted"),
    COOLDOWN(
            "moves.cooldown",
            Kind.DURATION,
            "30s",
            "a function that has moved is not moved again by policy for so long"),
    AT_ONCE("moves.at-once", Kind.COUNT, "2", "moves by policy under way at the same time, at most");

    private static final Pattern MILLICORES = Pattern.compile("(\\d{1,6})m?");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d)?)%");

    private final String text;
    private final Kind kind;
    private final String standard;
    private final String meaning;

    PolicyKey(String text, Kind kind, String standard, String meaning) {
        this.text = text;
        this.kind = kind;
        this.standard = standard;
        this.meaning = meaning;
    }

    /** What a value looks like. */
    private enum Kind {
        SWITCH("on or off"),
        MILLICORES("milli-cores from 0m to 65535m"),
        DURATION(Durations.FORM),
        SHARE("a share from 0% to 100%"),
        COUNT("a whole number from 1 to 1000");

        private final String expected;

        Kind(String expected) {
            this.expected = expected;
        }
    }

    /** As people write it: {@code short-slack.dwell}. */
    public String text() {
        return text;
    }

    public String standard() {
        return standard;
    }

    public String meaning() {
        return meaning;
    }

    public static Optional<PolicyKey> of(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }

    public static List<String> texts() {
        return Arrays.stream(values()).map(PolicyKey::text).toList();
    }

    /** The one way to write the value. Throws {@link IllegalArgumentException} that says what was expected. */
    public String canonical(String value) {
        return switch (kind) {
            case SWITCH -> checked(value.equals("on") || value.equals("off"), value, value);
            case MILLICORES -> {
                var matcher = MILLICORES.matcher(value);
                boolean good = matcher.matches() && Integer.parseInt(matcher.group(1)) <= 0xFFFF;
                yield checked(good, value, good ? Integer.parseInt(matcher.group(1)) + "m" : "");
            }
            case DURATION -> Durations.format(Durations.parse(value));
            case SHARE -> {
                var matcher = PERCENT.matcher(value);
                boolean good = matcher.matches() && Double.parseDouble(matcher.group(1)) <= 100;
                yield checked(good, value, value);
            }
            case COUNT -> {
                boolean good =
                        value.matches("\\d{1,4}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 1000;
                yield checked(good, value, good ? Integer.toString(Integer.parseInt(value)) : "");
            }
        };
    }

    private String checked(boolean good, String value, String canonical) {
        if (!good) {
            throw new IllegalArgumentException("expected " + kind.expected + ", got \"" + value + "\"");
        }
        return canonical;
    }
}

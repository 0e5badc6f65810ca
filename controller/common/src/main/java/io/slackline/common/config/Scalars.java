package io.slackline.common.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The formats of single values. */
final class Scalars {
    private Scalars() {}

    /** What a value of this type looks like, to follow "expected". */
    static String describe(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        } else if (type == double.class || type == Double.class) {
            return "a number";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == Duration.class) {
            return Durations.FORM;
        } else if (type == HostAndPort.class) {
            return "HOST:PORT";
        } else if (type == Path.class) {
            return "a path";
        } else if (type.isEnum()) {
            return "one of " + String.join(", ", choices(type));
        } else if (type.isRecord()) {
            return "a mapping";
        }
        return "a text";
    }

    /** Throws {@link IllegalArgumentException} that says what was expected, {@link IllegalStateException} for a type that has no format. */
    static Object parse(String text, Class<?> type) {
        try {
            if (type == String.class) {
                return text;
            } else if (type == int.class || type == Integer.class) {
                return Integer.valueOf(text.replace("_", ""));
            } else if (type == long.class || type == Long.class) {
                return Long.valueOf(text.replace("_", ""));
            } else if (type == double.class || type == Double.class) {
                return Double.valueOf(text);
            } else if (type == boolean.class || type == Boolean.class) {
                return truth(text);
            } else if (type == Path.class) {
                return Path.of(text);
            } else if (type == Duration.class) {
                return Durations.parse(text);
            } else if (type == HostAndPort.class) {
                return HostAndPort.parse(text);
            } else if (type.isEnum()) {
                return constant(text, type);
            }
        } catch (NumberFormatException | InvalidPathException unreadable) {
            throw wrong(text, type);
        }
        throw new IllegalStateException("configuration records cannot have a component of type " + type.getName());
    }

    /** The form in which {@link #parse} reads it back. */
    static String format(Object value) {
        return switch (value) {
            case Duration duration -> Durations.format(duration);
            case Enum<?> constant -> kebab(constant);
            default -> value.toString();
        };
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(text, boolean.class);
        };
    }

    private static Object constant(String text, Class<?> type) {
        for (var constant : type.getEnumConstants()) {
            if (kebab((Enum<?>) constant).equals(text)) {
                return constant;
            }
        }
        throw wrong(text, type);
    }

    private static List<String> choices(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> kebab((Enum<?>) constant))
                .toList();
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static IllegalArgumentException wrong(String text, Class<?> type) {
        return new IllegalArgumentException("expected " + describe(type) + ", got \"" + text + "\"");
    }
}

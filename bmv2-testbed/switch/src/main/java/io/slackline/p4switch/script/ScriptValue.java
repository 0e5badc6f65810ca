package io.slackline.p4switch.script;

import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;

/** Values as bmv2's command line writes them: numbers, addresses, {@code V/LENGTH}, {@code V&&&MASK}, {@code LOW->HIGH}. */
final class ScriptValue {

    /**
     * Reads what a key field must be.
     *
     * @throws TargetException INVALID_ARGUMENT if the text is no value of the field's kind
     */
    static MatchValue match(String text, Program.KeyField field) {
        int width = field.widthBits();
        return switch (field.kind()) {
            case EXACT -> new MatchValue.Exact(number(text, width));
            case OPTIONAL -> text.contains("&&&") ? ternary(text, width) : new MatchValue.Exact(number(text, width));
            case LPM -> lpm(text, width);
            case TERNARY -> ternary(text, width);
            case RANGE -> {
                String[] ends = text.split("->", -1);
                if (ends.length != 2) {
                    throw wrong(text, "LOW->HIGH");
                }
                yield new MatchValue.Range(number(ends[0], width), number(ends[1], width));
            }
        };
    }

    private static MatchValue lpm(String text, int width) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw wrong(text, "VALUE/LENGTH");
        }
        BigInteger length = number(text.substring(slash + 1), Integer.SIZE - 1);
        if (length.compareTo(BigInteger.valueOf(width)) > 0) {
            throw wrong(text, "a length of at most " + width);
        }
        int below = width - length.intValue();
        BigInteger value = number(text.substring(0, slash), width);
        return below == width
                ? new MatchValue.Any()
                : new MatchValue.Lpm(value.shiftRight(below).shiftLeft(below), length.intValue());
    }

    private static MatchValue ternary(String text, int width) {
        String[] parts = text.split("&&&", -1);
        if (parts.length > 2) {
            throw wrong(text, "VALUE&&&MASK");
        }
        BigInteger mask = parts.length == 2
                ? number(parts[1], width)
                : BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
        return mask.signum() == 0
                ? new MatchValue.Any()
                : new MatchValue.Ternary(number(parts[0], width).and(mask), mask);
    }

    /**
     * Reads a number or an address.
     *
     * @throws TargetException INVALID_ARGUMENT if it is neither, or needs more bits
     */
    static BigInteger number(String text, int widthBits) {
        BigInteger value;
        try {
            value = Numerals.parse(text.strip());
        } catch (NumberFormatException e) {
            throw new TargetException(
                    TargetException.Code.INVALID_ARGUMENT, "\"" + text + "\" is no value; valid: " + Numerals.VALID, e);
        }
        if (value.bitLength() > widthBits) {
            throw TargetException.invalid("value " + text + " does not fit " + widthBits + " bits");
        }
        return value;
    }

    private static TargetException wrong(String text, String expected) {
        return TargetException.invalid("\"" + text + "\": expected " + expected);
    }

    private ScriptValue() {}
}

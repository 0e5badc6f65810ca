package io.slackline.p4switch.trace;

import io.slackline.p4switch.script.Numerals;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A value that a filter compares with.
 *
 * @param text as it was written
 * @param prefixBits leading bits that count, for a value written with {@code /LENGTH}
 */
record FilterValue(String text, BigInteger value, Optional<Integer> prefixBits) {

    /** Reads a decimal or hexadecimal number, an IPv4, IPv6 or MAC address, any of them with {@code /LENGTH}. */
    static FilterValue parse(String text) {
        int slash = text.indexOf('/');
        String digits = slash < 0 ? text : text.substring(0, slash);
        try {
            Optional<Integer> prefix =
                    slash < 0 ? Optional.empty() : Optional.of(Integer.parseUnsignedInt(text.substring(slash + 1)));
            return new FilterValue(text, Numerals.parse(digits), prefix);
        } catch (NumberFormatException e) {
            throw new TargetException(
                    TargetException.Code.INVALID_ARGUMENT,
                    "filter: \"" + text + "\" is no value; valid: " + Numerals.VALID + ", and 10.0.0.0/8",
                    e);
        }
    }
}

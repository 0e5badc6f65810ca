package io.slackline.p4switch.grpc.schema;

import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives a number to each string that controllers use for the values of a type ({@code p4runtime_translation} to a string, P4Runtime 1.5,
 * section 8.4.6). A decimal number is translated to itself where that is free; any other string gets the greatest number that is free, below
 * the type's greatest two (v1model's drop port is the last one). Numbers that only the data plane has used are shown as decimal
 * strings. A translation is never taken back. Thread-safe.
 */
public final class StringTranslation {

    private static final int MOST_STRINGS = 1 << 16;
    private static final int RESERVED = 2;

    private final String type;
    private final int widthBits;
    private final Map<String, BigInteger> numbers = new HashMap<>();
    private final Map<BigInteger, String> strings = new HashMap<>();
    private BigInteger next;

    /**
     * Begins without any.
     *
     * @param type name of the type, for messages
     * @param widthBits of the numbers
     */
    public StringTranslation(String type, int widthBits) {
        this.type = type;
        this.widthBits = widthBits;
        this.next = BigInteger.ONE.shiftLeft(widthBits).subtract(BigInteger.valueOf(1 + RESERVED));
    }

    /**
     * The number of a string.
     *
     * @throws TargetException RESOURCE_EXHAUSTED if none is left
     */
    public synchronized BigInteger number(String string) {
        BigInteger known = numbers.get(string);
        if (known != null) {
            return known;
        }
        if (numbers.size() >= MOST_STRINGS) {
            throw exhausted();
        }
        if (string.matches("0|[1-9][0-9]{0,40}")) {
            BigInteger number = new BigInteger(string);
            if (number.bitLength() <= widthBits && !strings.containsKey(number)) {
                return remember(string, number);
            }
        }
        return remember(string, free());
    }

    /** The string of a number. */
    public synchronized String string(BigInteger number) {
        String known = strings.get(number);
        if (known != null) {
            return known;
        }
        String decimal = number.toString();
        // Somebody's name for another number: told apart, and not to be confused later.
        String string = numbers.containsKey(decimal) ? decimal + "'" : decimal;
        if (numbers.size() < MOST_STRINGS) {
            remember(string, number);
        }
        return string;
    }

    private BigInteger free() {
        while (next.signum() >= 0 && strings.containsKey(next)) {
            next = next.subtract(BigInteger.ONE);
        }
        if (next.signum() < 0) {
            throw exhausted();
        }
        return next;
    }

    private BigInteger remember(String string, BigInteger number) {
        numbers.put(string, number);
        strings.put(number, string);
        return number;
    }

    private TargetException exhausted() {
        return new TargetException(
                TargetException.Code.RESOURCE_EXHAUSTED,
                "type '" + type + "' has " + widthBits + " bits, and all of its " + numbers.size()
                        + " strings are in use; set the pipeline again to forget them");
    }
}

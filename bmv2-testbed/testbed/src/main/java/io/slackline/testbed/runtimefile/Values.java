package io.slackline.testbed.runtimefile;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Values as people write them (numbers, {@code "0x1f"}, {@code "10.0.1.1"}, {@code "08:00:00:00:01:11"}) as canonical bytes of P4Runtime: big
 * endian, without leading zero bytes (P4Runtime Specification 1.5, section 8.4).
 */
final class Values {
    private static final Pattern MAC = Pattern.compile("(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]+");
    private static final Pattern DECIMAL = Pattern.compile("\\d+");

    private Values() {}

    static ByteString encode(JsonNode value, int width, String name) {
        BigInteger number = number(value, name);
        if (number.signum() < 0 || number.bitLength() > width) {
            throw invalid("%s: %s does not fit in %d bits".formatted(name, value, width));
        }
        return canonical(number);
    }

    /** The first {@code bits} of {@code width}; what P4Runtime demands of a prefix. */
    static ByteString masked(ByteString value, int width, int bits) {
        BigInteger mask =
                BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE).shiftLeft(width - bits);
        return canonical(new BigInteger(1, value.toByteArray()).and(mask));
    }

    private static ByteString canonical(BigInteger number) {
        byte[] bytes = number.toByteArray();
        boolean signByte = bytes.length > 1 && bytes[0] == 0;
        return signByte ? ByteString.copyFrom(bytes, 1, bytes.length - 1) : ByteString.copyFrom(bytes);
    }

    private static BigInteger number(JsonNode value, String name) {
        if (value.isIntegralNumber()) {
            return value.bigIntegerValue();
        }
        String text = value.asText();
        if (MAC.matcher(text).matches()) {
            return new BigInteger(text.replace(":", ""), 16);
        }
        if (IPV4.matcher(text).matches()) {
            BigInteger address = BigInteger.ZERO;
            for (String part : text.split("\\.")) {
                if (Integer.parseInt(part) > 255) {
                    throw invalid("%s: \"%s\" is no IPv4 address".formatted(name, text));
                }
                address = address.shiftLeft(8).add(new BigInteger(part));
            }
            return address;
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return new BigInteger(text.substring(2), 16);
        }
        if (DECIMAL.matcher(text).matches()) {
            return new BigInteger(text);
        }
        throw invalid("%s: %s; expected a number, \"0x…\", an IPv4 or a MAC address".formatted(name, value));
    }

    private static SlacklineException invalid(String message) {
        return new SlacklineException(Code.INVALID_ARGUMENT, message);
    }
}

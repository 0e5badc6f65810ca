package io.slackline.pipeline;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An Ethernet address.
 *
 * @param bits the address in the low 48 bits, first octet highest
 */
public record MacAddress(long bits) {

    private static final Pattern OCTET = Pattern.compile("[0-9a-fA-F]{1,2}");

    public MacAddress {
        Checks.range("MAC address", bits, 0, 0xFFFF_FFFF_FFFFL);
    }

    /** Reads {@code 02:53:4c:00:00:01}. */
    public static MacAddress parse(String text) {
        String[] octets = text.split(":", -1);
        if (octets.length == 6) {
            long bits = 0;
            boolean good = true;
            for (String octet : octets) {
                good &= OCTET.matcher(octet).matches();
                bits = bits << 8 | (good ? Long.parseLong(octet, 16) : 0);
            }
            if (good) {
                return new MacAddress(bits);
            }
        }
        throw new IllegalArgumentException(
                "MAC address \"" + text + "\": expected six octets in hexadecimal, such as 02:53:4c:00:00:01");
    }

    /** Whether the address names a group of stations (broadcast included) and so never a sender. */
    public boolean isGroup() {
        return (bits >> 40 & 1) == 1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(String.format(Locale.ROOT, "%02x", bits >> shift & 0xFF));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }
}

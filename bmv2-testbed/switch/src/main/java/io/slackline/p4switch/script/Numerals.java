package io.slackline.p4switch.script;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Numbers as people write them beside packets. */
public final class Numerals {

    /** What {@link #parse} takes, for messages. */
    public static final String VALID = "17, 0x11, 10.0.0.1, fe80::1, 02:00:00:00:00:01, true, false";

    /**
     * Reads a decimal or hexadecimal number, an IPv4, IPv6 or MAC address, or a truth value. No name is ever looked up.
     *
     * @throws NumberFormatException if the text is none of these, or negative
     */
    public static BigInteger parse(String text) {
        BigInteger value;
        if (text.startsWith("0x") || text.startsWith("0X")) {
            value = new BigInteger(text.substring(2), 16);
        } else if (text.equals("true") || text.equals("false")) {
            value = text.equals("true") ? BigInteger.ONE : BigInteger.ZERO;
        } else if (text.matches("(\\p{XDigit}{1,2}:){5}\\p{XDigit}{1,2}")) {
            value = BigInteger.ZERO;
            for (String octet : text.split(":", -1)) {
                value = value.shiftLeft(8).or(new BigInteger(octet, 16));
            }
        } else if (text.matches("\\d+(\\.\\d+){3}") || text.matches("[\\p{XDigit}:.]*:[\\p{XDigit}:.]*")) {
            value = address(text);
        } else {
            value = new BigInteger(text);
        }
        if (value.signum() < 0) {
            throw new NumberFormatException("negative: " + text);
        }
        return value;
    }

    /** Of digits, dots and colons alone: an address or nothing. */
    private static BigInteger address(String text) {
        try {
            return new BigInteger(1, InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            NumberFormatException wrong = new NumberFormatException("no address: " + text);
            wrong.initCause(e);
            throw wrong;
        }
    }

    private Numerals() {}
}

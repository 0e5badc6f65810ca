package io.slackline.controller.steering;

import java.util.regex.Pattern;

/** Dotted IPv4 addresses as integers, most significant byte first. */
public final class IpV4 {
    private static final Pattern DOTTED = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    private static final Pattern CIDR = Pattern.compile("([^/]*)/(\\d{1,2})");

    private IpV4() {}

    /** Throws {@link IllegalArgumentException} that says what was expected. */
    public static int parse(String dotted) {
        var matcher = DOTTED.matcher(dotted);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected an IPv4 address such as 10.99.1.1, got \"" + dotted + "\"");
        }
        int address = 0;
        for (int group = 1; group <= 4; group++) {
            int part = Integer.parseInt(matcher.group(group));
            if (part > 255) {
                throw new IllegalArgumentException(
                        "expected an IPv4 address with parts from 0 to 255, got \"" + dotted + "\"");
            }
            address = address << 8 | part;
        }
        return address;
    }

    public static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    /**
     * What a route leads to.
     *
     * @param base without bits beyond the length
     * @param length 0..32
     */
    public record Prefix(int base, int length) {
        public Prefix {
            if (length < 0 || length > 32 || (length < 32 && (base & (-1 >>> length)) != 0)) {
                throw new IllegalArgumentException(
                        "expected a prefix of length 0 to 32 without host bits, such as 10.0.2.0/24, got "
                                + format(base) + "/" + length);
            }
        }

        /** Throws {@link IllegalArgumentException} that says what was expected. */
        public static Prefix parse(String cidr) {
            var matcher = CIDR.matcher(cidr);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("expected a prefix such as 10.0.2.0/24, got \"" + cidr + "\"");
            }
            return new Prefix(IpV4.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }

        @Override
        public String toString() {
            return format(base) + "/" + length;
        }
    }

    /**
     * A block of addresses.
     *
     * @param base first address
     * @param prefix 8..30
     */
    public record Network(int base, int prefix) {
        public Network {
            if (prefix < 8 || prefix > 30 || (base & (-1 >>> prefix)) != 0) {
                throw new IllegalArgumentException(
                        "expected a network with a prefix from 8 to 30 and no host bits, such as 10.99.0.0/16, got "
                                + format(base) + "/" + prefix);
            }
        }

        /** Throws {@link IllegalArgumentException} that says what was expected. */
        public static Network parse(String cidr) {
            var matcher = CIDR.matcher(cidr);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("expected a network such as 10.99.0.0/16, got \"" + cidr + "\"");
            }
            return new Network(IpV4.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }

        public boolean contains(int address) {
            return (address & ~(-1 >>> prefix)) == base;
        }

        /** Number of addresses, network and broadcast address included. */
        public int size() {
            return 1 << (32 - prefix);
        }

        @Override
        public String toString() {
            return format(base) + "/" + prefix;
        }
    }
}

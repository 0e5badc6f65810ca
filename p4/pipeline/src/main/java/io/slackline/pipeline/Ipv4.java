package io.slackline.pipeline;

/** IPv4 addresses as ints in network order: 10.99.0.1 is 0x0A630001. */
public final class Ipv4 {

    private Ipv4() {}

    /** Reads dotted decimal; never asks a resolver. */
    public static int parse(String text) {
        String[] octets = text.split("\\.", -1);
        if (octets.length == 4) {
            int ip = 0;
            boolean good = true;
            for (String octet : octets) {
                int value = octet.matches("[0-9]{1,3}") ? Integer.parseInt(octet) : 256;
                good &= value < 256;
                ip = ip << 8 | value;
            }
            if (good) {
                return ip;
            }
        }
        throw new IllegalArgumentException(
                "IPv4 address \"" + text + "\": expected four numbers 0..255 with dots, such as 10.99.0.1");
    }

    public static String format(int ip) {
        return (ip >>> 24) + "." + (ip >> 16 & 0xFF) + "." + (ip >> 8 & 0xFF) + "." + (ip & 0xFF);
    }
}

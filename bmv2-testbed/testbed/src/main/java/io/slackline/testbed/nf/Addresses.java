package io.slackline.testbed.nf;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Addresses as numbers, in network byte order read as big-endian. */
final class Addresses {
    private Addresses() {}

    static int ip(String dotted) {
        return ByteBuffer.wrap(InetAddress.ofLiteral(dotted).getAddress()).getInt();
    }

    static long mac(String text) {
        return Long.parseUnsignedLong(text.replace(":", ""), 16);
    }
}

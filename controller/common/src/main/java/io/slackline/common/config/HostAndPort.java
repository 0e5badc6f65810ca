package io.slackline.common.config;

import java.net.InetSocketAddress;

/**
 * Where something listens: {@code "127.0.0.1:9700"}, {@code "[::1]:9700"}, {@code "controller.example:9700"}.
 *
 * @param host a name or an address, an IPv6 address without its brackets
 * @param port 0..65535; 0 lets the system choose where one listens on it
 */
public record HostAndPort(String host, int port) {
    public HostAndPort {
        if (host.isBlank() || port < 0 || port > 65535) {
            throw new IllegalArgumentException(
                    "expected HOST:PORT with a port from 0 to 65535, got " + host + ":" + port);
        }
    }

    /** Throws {@link IllegalArgumentException} that says what was expected. */
    public static HostAndPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw wrong(text);
        }
        var host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw wrong(text);
        }
        try {
            return new HostAndPort(
                    bracketed ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException notANumber) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "expected HOST:PORT, such as 127.0.0.1:9700 or [::1]:9700, got \"" + text + "\"");
    }

    /** Resolves the host; may ask the name service. */
    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(host, port);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

package io.slackline.agent.survey;

import io.slackline.agent.invoke.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;

/** Measures one way at a time. Blocks; a way that does not answer within a second is not there. */
final class Ways {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final int TRIALS = 5;

    private Ways() {}

    /**
     * One way.
     *
     * @param bandwidthKbps 0 where it was not measured
     */
    record Way(long rttNanos, long bandwidthKbps) {}

    /** Round trip of an ICMP echo in nanoseconds, the shortest of a few; empty without an answer, or without CAP_NET_RAW. */
    static OptionalLong echo(InetAddress to, NetworkInterface from) throws IOException {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            long begin = System.nanoTime();
            if (!to.isReachable(from, 0, Math.toIntExact(LIMIT.toMillis()))) {
                return OptionalLong.empty();
            }
            shortest = Math.min(shortest, System.nanoTime() - begin);
        }
        return OptionalLong.of(shortest);
    }

    /** Round trip of an empty request to another agent, and how fast {@code probeBytes} go there. */
    static Way toAgent(InetSocketAddress agent, int probeBytes) throws IOException {
        try (var socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
            socket.connect(agent, Math.toIntExact(LIMIT.toMillis()));
            var empty = request(0);
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < TRIALS; i++) {
                shortest = Math.min(shortest, exchange(socket, empty));
            }
            if (probeBytes == 0) {
                return new Way(shortest, 0);
            }
            long sending = Math.max(1, exchange(socket, request(probeBytes)) - shortest);
            return new Way(shortest, Math.max(1, Math.round(probeBytes * 8e6 / sending)));
        }
    }

    private static byte[] request(int bodyBytes) {
        var head = "POST %s HTTP/1.1\r\nHost: agent\r\nContent-Length: %d\r\n\r\n".formatted(Headers.ECHO, bodyBytes);
        return head.concat(" ".repeat(bodyBytes)).getBytes(StandardCharsets.US_ASCII);
    }

    private static long exchange(Socket socket, byte[] request) throws IOException {
        long begin = System.nanoTime();
        socket.getOutputStream().write(request);
        readHead(socket.getInputStream());
        return System.nanoTime() - begin;
    }

    /** The answer has no body. */
    private static void readHead(InputStream in) throws IOException {
        for (int newlines = 0; newlines < 2; ) {
            switch (in.read()) {
                case -1 -> throw new IOException("the agent closed the connection");
                case '\n' -> newlines++;
                case '\r' -> {}
                default -> newlines = 0;
            }
        }
    }
}

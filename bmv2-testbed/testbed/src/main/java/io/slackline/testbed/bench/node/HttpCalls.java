package io.slackline.testbed.bench.node;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Blocking HTTP/1.1 requests to one address over connections that are kept; any number of threads. */
public final class HttpCalls implements AutoCloseable {
    private static final int FIRST_BUFFER = 8192;

    private final SocketAddress address;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    public HttpCalls(SocketAddress address) {
        this.address = address;
    }

    /**
     * An answer.
     *
     * @param start the header {@code Slackline-Start}; empty when absent
     */
    public record Answer(int status, String start, String body) {}

    /** Whether somebody accepts connections there. */
    public static boolean listening(SocketAddress address) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Posts the body. */
    public Answer post(String body) throws IOException {
        Connection kept = idle.pollFirst();
        Connection connection = kept == null ? new Connection(address) : kept;
        try {
            Answer answer = connection.exchange(body.getBytes(StandardCharsets.UTF_8));
            if (connection.reusable) {
                idle.addFirst(connection);
            } else {
                connection.channel.close();
            }
            return answer;
        } catch (IOException e) {
            connection.channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            connection.channel.close();
        }
    }

    private static final class Connection {
        private final SocketChannel channel;
        private byte[] bytes = new byte[FIRST_BUFFER];
        private boolean reusable = true;

        Connection(SocketAddress address) throws IOException {
            channel = SocketChannel.open(address);
            if (!(address instanceof UnixDomainSocketAddress)) {
                channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
            }
        }

        Answer exchange(byte[] body) throws IOException {
            byte[] head = "POST / HTTP/1.1\r\nHost: bench\r\nContent-Length: %d\r\n\r\n"
                    .formatted(body.length)
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] request = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, request, head.length, body.length);
            for (ByteBuffer out = ByteBuffer.wrap(request); out.hasRemaining(); ) {
                channel.write(out);
            }
            int length = 0;
            int bodyAt = -1;
            while (bodyAt < 0) {
                length = more(length);
                bodyAt = endOfHead(length);
            }
            String text = new String(bytes, 0, bodyAt, StandardCharsets.ISO_8859_1);
            int whole = bodyAt
                    + header(text, "content-length").map(Integer::parseInt).orElse(0);
            while (length < whole) {
                length = more(length);
            }
            reusable =
                    header(text, "connection").filter("close"::equalsIgnoreCase).isEmpty();
            return new Answer(
                    Integer.parseInt(text.substring(9, 12)),
                    header(text, "slackline-start").orElse(""),
                    new String(bytes, bodyAt, whole - bodyAt, StandardCharsets.UTF_8));
        }

        private int more(int length) throws IOException {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            int received = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
            if (received < 0) {
                throw new IOException("the connection ended before the answer did");
            }
            return length + received;
        }

        private int endOfHead(int length) {
            for (int i = 3; i < length; i++) {
                if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                    return i + 1;
                }
            }
            return -1;
        }

        private static Optional<String> header(String head, String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }
}

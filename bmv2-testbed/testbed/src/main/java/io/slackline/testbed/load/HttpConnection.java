package io.slackline.testbed.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP/1.1 connection with at most one request on it. What it learns it tells its {@link Owner}; it never retries anything.
 */
final class HttpConnection implements Flow.Endpoint {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int NONE = -1;

    private final Owner owner;
    private final RequestCases cases;
    private final InetSocketAddress address;
    private final boolean closeAfterOne;
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    private int request = NONE;
    private boolean closed;

    /** Who is told of a connection's fate. */
    interface Owner {
        void connected(HttpConnection connection);

        /** A whole answer; {@code reusable} when the server keeps the connection. Extra bytes behind it are a second answer. */
        void answered(HttpConnection connection, int request, Answer answer, boolean reusable);

        /** An answer to a request that was never sent, or the same answer again. */
        void unasked(HttpConnection connection);

        /** The connection is gone; {@code request} is −1 when none was on it. */
        void lost(HttpConnection connection, int request, boolean whileConnecting);
    }

    /** A response; {@code bytes[from..to)} is the body, valid during the call. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, String node, byte[] bytes, int from, int to) {}

    private HttpConnection(
            Owner owner, RequestCases cases, InetSocketAddress address, boolean closeAfterOne, SocketChannel channel) {
        this.owner = owner;
        this.cases = cases;
        this.address = address;
        this.closeAfterOne = closeAfterOne;
        this.channel = channel;
    }

    /** Begins to connect; the owner hears of it. */
    static HttpConnection connect(
            Owner owner, RequestCases cases, InetSocketAddress address, boolean closeAfterOne, Selector selector)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        HttpConnection connection = new HttpConnection(owner, cases, address, closeAfterOne, channel);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(address);
            channel.register(selector, SelectionKey.OP_CONNECT, connection);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        selector.wakeup();
        return connection;
    }

    /** Writes the request; the connection must be free. */
    void send(int newRequest) {
        request = newRequest;
        byte[] body = cases.body(newRequest);
        String head = "POST / HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n"
                .formatted(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        body.length,
                        closeAfterOne ? "Connection: close\r\n" : "");
        ByteBuffer out = ByteBuffer.allocate(head.length() + body.length);
        out.put(head.getBytes(StandardCharsets.US_ASCII)).put(body).flip();
        try {
            channel.write(out);
            if (out.hasRemaining()) {
                lost(false);
            }
        } catch (IOException e) {
            lost(false);
        }
    }

    @Override
    public void ready(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.isConnectable()) {
            finishConnect(key);
        } else if (key.isReadable()) {
            read();
        }
    }

    private void finishConnect(SelectionKey key) {
        try {
            channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
        } catch (IOException e) {
            lost(true);
            return;
        }
        owner.connected(this);
    }

    private void read() {
        try {
            int count = channel.read(in);
            if (count < 0) {
                lost(false);
                return;
            }
        } catch (IOException e) {
            lost(false);
            return;
        }
        parse();
        if (!in.hasRemaining()) {
            // Longer than any answer that is known: there is no room for the rest of it.
            lost(false);
        }
    }

    private void parse() {
        byte[] bytes = in.array();
        int headEnd = HttpHead.end(bytes, in.position());
        if (headEnd < 0) {
            return;
        }
        HttpHead head = HttpHead.parse(bytes, headEnd);
        int bodyEnd = headEnd + head.contentLength();
        if (in.position() < bodyEnd) {
            return;
        }
        int extra = in.position() - bodyEnd;
        int answered = request;
        request = NONE;
        in.clear();
        if (answered == NONE || extra > 0) {
            owner.unasked(this);
        }
        if (answered != NONE) {
            boolean reusable = !head.close() && !closeAfterOne;
            owner.answered(this, answered, new Answer(head.status(), head.node(), bytes, headEnd, bodyEnd), reusable);
        }
    }

    private void lost(boolean whileConnecting) {
        if (closed) {
            return;
        }
        int unanswered = request;
        request = NONE;
        close();
        owner.lost(this, unanswered, whileConnecting);
    }

    /** Gives the connection up without a word to its request. */
    void abandon() {
        request = NONE;
        lost(false);
    }

    boolean carries(int otherRequest) {
        return request == otherRequest;
    }

    void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

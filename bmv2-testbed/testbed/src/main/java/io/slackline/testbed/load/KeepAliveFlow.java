package io.slackline.testbed.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * HTTP requests over a fixed number of kept-alive connections, the longest idle one first. A request that finds none idle waits its
 * turn, and its wait counts. A connection that the server takes leave of (Connection: close) is opened anew.
 */
final class KeepAliveFlow implements Flow, HttpConnection.Owner {
    private final InetSocketAddress address;
    private final int connections;
    private final RequestCases cases;
    private final Book book;
    private final Selector selector;
    private final List<HttpConnection> all = new ArrayList<>();
    private final Deque<HttpConnection> idle = new ArrayDeque<>();
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private boolean closing;

    KeepAliveFlow(InetSocketAddress address, int connections, RequestCases cases, Book book, Selector selector) {
        this.address = address;
        this.connections = connections;
        this.cases = cases;
        this.book = book;
        this.selector = selector;
    }

    @Override
    public void open() throws IOException {
        for (int i = 0; i < connections; i++) {
            all.add(HttpConnection.connect(this, cases, address, false, selector));
        }
    }

    @Override
    public void fire(int request) {
        HttpConnection free = idle.poll();
        if (free == null) {
            waiting.add(request);
        } else {
            book.log().sent(request, System.nanoTime());
            free.send(request);
        }
    }

    @Override
    public void expired(int request) {
        if (!waiting.remove(request)) {
            all.stream()
                    .filter(connection -> connection.carries(request))
                    .findFirst()
                    .ifPresent(HttpConnection::abandon);
        }
    }

    @Override
    public void connected(HttpConnection connection) {
        use(connection);
    }

    @Override
    public void answered(HttpConnection connection, int request, HttpConnection.Answer answer, boolean reusable) {
        book.answer(request, cases, answer);
        if (reusable) {
            use(connection);
        } else {
            connection.close();
            replace(connection);
        }
    }

    @Override
    public void unasked(HttpConnection connection) {
        book.log().duplicate();
    }

    @Override
    public void lost(HttpConnection connection, int request, boolean whileConnecting) {
        if (request >= 0) {
            book.fail(request, Outcome.CONNECTION_LOST);
        }
        idle.remove(connection);
        replace(connection);
    }

    private void use(HttpConnection connection) {
        Integer next = waiting.poll();
        if (next == null) {
            idle.add(connection);
        } else {
            book.log().sent(next, System.nanoTime());
            connection.send(next);
        }
    }

    private void replace(HttpConnection old) {
        all.remove(old);
        if (closing) {
            return;
        }
        try {
            all.add(HttpConnection.connect(this, cases, address, false, selector));
        } catch (IOException e) {
            // With no connection left the waiting requests run into their timeout, which is what the user then sees.
            return;
        }
    }

    @Override
    public void close() {
        closing = true;
        List.copyOf(all).forEach(HttpConnection::close);
    }
}

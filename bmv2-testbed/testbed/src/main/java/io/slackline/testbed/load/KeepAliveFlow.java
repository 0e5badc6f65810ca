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
 * turn, and its wait counts. A connection that the server takes leave of (Connection: close) is opened anew at once, one that was refused at the
 * next {@link #retry}, so that a dead server is not flooded with attempts.
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
    private int refused;

    KeepAliveFlow(InetSocketAddress address, int connections, RequestCases cases, Book book, Selector selector) {
        this.address = address;
        this.connections = connections;
        this.cases = cases;
        this.book = book;
        this.selector = selector;
    }

    @Override
    public void open() {
        for (int i = 0; i < connections; i++) {
            connect();
        }
    }

    private void connect() {
        try {
            all.add(HttpConnection.connect(this, cases, address, false, selector));
        } catch (IOException e) {
            // Requests meanwhile wait, and run into their timeout when that goes on, which is what the user then sees.
            refused++;
        }
    }

    @Override
    public void retry() {
        int again = refused;
        refused = 0;
        for (int i = 0; i < again; i++) {
            connect();
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
            all.remove(connection);
            connect();
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
        all.remove(connection);
        if (whileConnecting) {
            refused++;
        } else {
            connect();
        }
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

    @Override
    public void close() {
        all.forEach(HttpConnection::close);
    }
}

package io.slackline.testbed.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;

/** HTTP requests, each over a TCP connection of its own, so that each is a new flow to the switch. */
final class NewConnectionFlow implements Flow, HttpConnection.Owner {
    private final InetSocketAddress address;
    private final RequestCases cases;
    private final Book book;
    private final Selector selector;
    private final Map<HttpConnection, Integer> connecting = new HashMap<>();
    private final Map<Integer, HttpConnection> open = new HashMap<>();

    NewConnectionFlow(InetSocketAddress address, RequestCases cases, Book book, Selector selector) {
        this.address = address;
        this.cases = cases;
        this.book = book;
        this.selector = selector;
    }

    @Override
    public void open() {
        // Every request opens its own.
    }

    @Override
    public void fire(int request) {
        book.log().sent(request, System.nanoTime());
        try {
            HttpConnection connection = HttpConnection.connect(this, cases, address, true, selector);
            connecting.put(connection, request);
            open.put(request, connection);
        } catch (IOException e) {
            book.fail(request, Outcome.CONNECT_FAILED);
        }
    }

    @Override
    public void expired(int request) {
        HttpConnection connection = open.remove(request);
        if (connection != null) {
            connecting.remove(connection);
            connection.abandon();
        }
    }

    @Override
    public void connected(HttpConnection connection) {
        Integer request = connecting.remove(connection);
        if (request != null) {
            connection.send(request);
        }
    }

    @Override
    public void answered(HttpConnection connection, int request, HttpConnection.Answer answer, boolean reusable) {
        book.answer(request, cases, answer);
        open.remove(request);
        connection.close();
    }

    @Override
    public void unasked(HttpConnection connection) {
        book.log().duplicate();
    }

    @Override
    public void lost(HttpConnection connection, int request, boolean whileConnecting) {
        Integer unsent = connecting.remove(connection);
        if (unsent != null) {
            open.remove(unsent);
            book.fail(unsent, Outcome.CONNECT_FAILED);
        } else if (request >= 0) {
            open.remove(request);
            book.fail(request, Outcome.CONNECTION_LOST);
        }
    }

    @Override
    public void close() {
        open.values().forEach(HttpConnection::close);
    }
}

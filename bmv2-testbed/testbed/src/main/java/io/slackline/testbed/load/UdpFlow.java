package io.slackline.testbed.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** One datagram a request, one datagram its answer, over a few sockets in turn. Nothing is sent twice: a lost datagram is a failure. */
final class UdpFlow implements Flow, Flow.Endpoint {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InetSocketAddress address;
    private final int sockets;
    private final RequestCases cases;
    private final Book book;
    private final Selector selector;
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    private int next;

    UdpFlow(InetSocketAddress address, int sockets, RequestCases cases, Book book, Selector selector) {
        this.address = address;
        this.sockets = sockets;
        this.cases = cases;
        this.book = book;
        this.selector = selector;
    }

    @Override
    public void open() throws IOException {
        for (int i = 0; i < sockets; i++) {
            DatagramChannel channel = DatagramChannel.open();
            channel.configureBlocking(false);
            channel.connect(address);
            channel.register(selector, SelectionKey.OP_READ, this);
            channels.add(channel);
        }
    }

    @Override
    public void fire(int request) {
        book.log().sent(request, System.nanoTime());
        DatagramChannel channel = channels.get(next);
        next = (next + 1) % channels.size();
        try {
            if (channel.write(ByteBuffer.wrap(cases.body(request))) == 0) {
                book.fail(request, Outcome.CONNECTION_LOST);
            }
        } catch (IOException e) {
            book.fail(request, Outcome.CONNECTION_LOST);
        }
    }

    @Override
    public void expired(int request) {
        // A datagram holds nothing that could be given up.
    }

    @Override
    public void ready(SelectionKey key) {
        DatagramChannel channel = (DatagramChannel) key.channel();
        try {
            in.clear();
            while (channel.read(in) > 0) {
                int request = RequestCases.requestOf(in.array(), 0, in.position());
                if (request >= 0 && request < book.log().size()) {
                    book.answer(request, cases, new HttpConnection.Answer(200, "", in.array(), 0, in.position()));
                }
                in.clear();
            }
        } catch (IOException e) {
            // An ICMP error came back for some datagram; which one it does not tell, so that one runs into its timeout.
            return;
        }
    }

    @Override
    public void close() {
        for (DatagramChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

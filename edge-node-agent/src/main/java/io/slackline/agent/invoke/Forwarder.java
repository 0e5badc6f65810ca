package io.slackline.agent.invoke;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.slackline.agent.invoke.InstancePort.Failure;
import io.slackline.common.config.HostAndPort;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Carries stragglers to the agent where their function lives now, over kept-alive connections, and brings the answers back. Belongs to the
 * event loop.
 *
 * <p>What the other agent surely did not execute (it cannot be reached, it does not host the function yet) is offered again after a short
 * pause, because during a move the two agents learn of it at different times.
 */
public final class Forwarder {
    /** Agents that a request may pass before it is refused; a chain of moves is short, a loop is not. */
    public static final int MOST_HOPS = 4;

    private static final int CONNECTIONS_PER_PEER = 256;
    private static final int QUEUE_LIMIT = 4096;
    private static final Duration RETRY_PAUSE = Duration.ofMillis(20);
    private static final Duration RETRY_FOR = Duration.ofSeconds(2);

    /** The function that forwards. */
    public interface Origin {
        /** Its present way for a request that was not executed: the same peer, another, or its own instance. */
        void again(Exchange exchange);

        void refuse(Exchange exchange, Refusal refusal, String message);

        void forwarded();

        /** An answer that was being brought back did not come to its end. */
        void brokeOff();
    }

    private record Waiting(Exchange exchange, String function, Duration timeout, Origin origin) {}

    private final class Peer {
        final HostAndPort address;
        final InstancePort pool;
        final ArrayDeque<Waiting> queue = new ArrayDeque<>();

        Peer(HostAndPort address) {
            this.address = address;
            pool = connect.apply(address);
        }
    }

    private final EventLoop loop;
    private final Function<HostAndPort, InstancePort> connect;
    private final Map<HostAndPort, Peer> peers = new HashMap<>();

    /** Over kept-alive HTTP connections. */
    public Forwarder(Transport transport) {
        this(transport.loop(), address -> new HttpPool(transport, address.toSocketAddress(), CONNECTIONS_PER_PEER));
    }

    /** @param connect opens the way to another agent */
    public Forwarder(EventLoop loop, Function<HostAndPort, InstancePort> connect) {
        this.loop = loop;
        this.connect = connect;
    }

    private long nanos() {
        return loop.ticker().nanoTime();
    }

    /**
     * Sends it there and brings the answer back.
     *
     * @param timeout of the whole invocation over there
     */
    public void forward(Exchange exchange, String function, HostAndPort to, Duration timeout, Origin origin) {
        if (exchange.hops() >= MOST_HOPS) {
            origin.refuse(
                    exchange,
                    Refusal.FORWARD_LOOP,
                    "forwarded by " + MOST_HOPS + " agents and function " + function + " was on none of them");
            return;
        }
        var peer = peers.computeIfAbsent(to, Peer::new);
        var waiting = new Waiting(exchange, function, timeout, origin);
        if (peer.pool.free() > 0) {
            send(peer, waiting);
        } else if (peer.queue.size() < QUEUE_LIMIT) {
            peer.queue.addLast(waiting);
        } else {
            origin.refuse(exchange, Refusal.QUEUE_FULL, QUEUE_LIMIT + " requests wait to be forwarded to " + to);
        }
    }

    private void pump(Peer peer) {
        while (peer.pool.free() > 0) {
            var next = peer.queue.pollFirst();
            if (next == null) {
                return;
            }
            send(peer, next);
        }
    }

    private void send(Peer peer, Waiting waiting) {
        var exchange = waiting.exchange();
        var carried = new Carried(peer, waiting);
        if (exchange.body().isPresent()) {
            var head = exchange.head();
            address(head, waiting);
            // Nothing of the body leaves before the function over there takes it: until then the request can be offered
            // again.
            HttpUtil.set100ContinueExpected(head, true);
            peer.pool.stream(head, exchange.body().get(), waiting.timeout(), carried);
        } else {
            var request = exchange.request().retainedDuplicate();
            address(request, waiting);
            peer.pool.send(request, waiting.timeout(), carried);
        }
    }

    private static void address(HttpRequest request, Waiting waiting) {
        request.headers()
                .set(Headers.FUNCTION, waiting.function())
                .set(Headers.FORWARDED, waiting.exchange().hops() + 1);
    }

    /** One request at another agent. */
    private final class Carried implements InstancePort.StreamingCall {
        private final Peer peer;
        private final Waiting waiting;
        private final long dispatchedNanos = nanos();
        private boolean answering;

        Carried(Peer peer, Waiting waiting) {
            this.peer = peer;
            this.waiting = waiting;
        }

        @Override
        public void answered(FullHttpResponse response) {
            if (Refusal.NOT_HOSTED.code().equals(response.headers().get(Headers.ERROR))
                    && response.status().equals(HttpResponseStatus.NOT_FOUND)) {
                response.release();
                offerAgain(peer, waiting, "it does not host the function");
            } else {
                stamp(response);
                waiting.exchange().answer(response);
            }
            pump(peer);
        }

        @Override
        public void answering(HttpResponse head, BodyStream body) {
            answering = true;
            stamp(head);
            waiting.exchange().answer(head, body);
        }

        private void stamp(HttpResponse response) {
            Headers.stripHopByHop(response.headers());
            response.headers().set(Headers.START, "forwarded");
            if (!response.headers().contains(Headers.SERVER_TIMING)) {
                waiting.exchange().stamp(response, dispatchedNanos, nanos());
            }
            waiting.origin().forwarded();
        }

        @Override
        public void ended() {
            pump(peer);
        }

        @Override
        public void failed(Failure failure, String why) {
            var origin = waiting.origin();
            var exchange = waiting.exchange();
            if (answering) {
                origin.brokeOff();
            } else {
                switch (failure) {
                    case NOT_CONNECTED, NOT_SENT -> offerAgain(peer, waiting, why);
                    case BROKEN, MALFORMED ->
                        origin.refuse(exchange, Refusal.PEER_FAILED, peerSays(peer, waiting, why));
                    case TIMEOUT -> origin.refuse(exchange, Refusal.TIMEOUT, peerSays(peer, waiting, why));
                    case ABANDONED -> origin.refuse(exchange, Refusal.BAD_REQUEST, why);
                    case STALLED -> origin.refuse(exchange, Refusal.CLIENT_STALLED, why);
                }
            }
            pump(peer);
        }
    }

    private void offerAgain(Peer peer, Waiting waiting, String why) {
        var exchange = waiting.exchange();
        if (nanos() - exchange.arrivedNanos() > RETRY_FOR.toNanos()) {
            waiting.origin().refuse(exchange, Refusal.PEER_FAILED, peerSays(peer, waiting, why));
        } else {
            var _ = loop.schedule(() -> waiting.origin().again(exchange), RETRY_PAUSE.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static String peerSays(Peer peer, Waiting waiting, String why) {
        return "function " + waiting.function() + " has moved, and the agent at " + peer.address
                + " that takes its requests failed: " + why;
    }

    /** Ends the connections to all peers. */
    public void close() {
        peers.values().forEach(peer -> peer.pool.abort());
        peers.clear();
    }
}

package io.slackline.agent.invoke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that stops in the middle of a large body gives its place at the instance back; the clock is the test's. */
final class StalledClientTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final MockTicker clock = Ticker.newMockTicker();
    private final EmbeddedChannel toInstance =
            EmbeddedChannel.builder().ticker(clock).build();
    private final List<InstancePort> hung = new ArrayList<>();
    private final List<FullHttpResponse> answers = new ArrayList<>();
    private final Dispatcher dispatcher =
            new Dispatcher(toInstance.eventLoop(), "n1", "f", TIMEOUT, new Observer(), new OpenGate());
    private final BodyStream body = new BodyStream(new Client());

    /** One connection that is there already. */
    private final class OneConnection implements InstancePort {
        private final HttpPoolConnection connection;

        OneConnection() {
            var nowhere = new InetSocketAddress("127.0.0.1", 1);
            var pool = new HttpPool(new Transport(toInstance.eventLoop()), nowhere, 1);
            connection = new HttpPoolConnection(pool, toInstance.eventLoop(), nowhere);
            toInstance.pipeline().addLast(connection);
            connection.connecting(toInstance);
        }

        @Override
        public int free() {
            return 1;
        }

        @Override
        public int busy() {
            return 0;
        }

        @Override
        public void stream(HttpRequest head, BodyStream from, Duration timeout, StreamingCall call) {
            connection.begin(call);
            connection.write(new HttpPoolConnection.Outgoing.Streamed(head, from, timeout));
        }

        @Override
        public void send(FullHttpRequest request, Duration timeout, Call call) {
            throw new AssertionError("it streams");
        }

        @Override
        public void preconnect(int count) {}

        @Override
        public void retire(Runnable then) {}

        @Override
        public void abort() {}
    }

    private void passes(Duration time) {
        clock.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        toInstance.runScheduledPendingTasks();
    }

    private void clientSends() {
        body.offer(Unpooled.wrappedBuffer(new byte[1000]));
        toInstance.runPendingTasks();
    }

    @Test
    void isAnsweredWith408AMinuteAfterItsLastByteAndTheInstanceIsNotBlamed() {
        dispatcher.instanceReady(new OneConnection());
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.EMPTY_BUFFER);
        request.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 1 << 20);
        dispatcher.submit(new Exchange(
                request, Optional.of(body), 0, toInstance.eventLoop().ticker().nanoTime(), new Answers()));
        toInstance.runPendingTasks();
        clientSends();
        passes(Duration.ofSeconds(40));
        clientSends();
        passes(Duration.ofSeconds(59));
        assertEquals(List.of(), answers, "each byte gives it another minute");
        assertTrue(toInstance.isOpen());

        passes(Duration.ofSeconds(2));
        assertEquals(1, answers.size());
        assertEquals(408, answers.getFirst().status().code());
        assertEquals("client-stalled", answers.getFirst().headers().get(Headers.ERROR));
        assertFalse(toInstance.isOpen(), "the function's read ends");
        assertEquals(List.of(), hung);
        assertEquals(1, dispatcher.failed());
        answers.getFirst().release();
        toInstance.releaseOutbound();
    }

    private static final class Client implements BodyStream.Source {
        @Override
        public void resume() {}

        @Override
        public void pause() {}

        @Override
        public void cancelled() {}
    }

    private final class Answers implements Exchange.Sink {
        @Override
        public void answer(Exchange exchange, FullHttpResponse response) {
            answers.add(response);
        }

        @Override
        public boolean abandoned() {
            return false;
        }
    }

    private final class Observer implements Dispatcher.Observer {
        @Override
        public void hung(InstancePort instance) {
            hung.add(instance);
        }

        @Override
        public void unreachable(InstancePort instance) {
            throw new AssertionError("it is connected");
        }
    }

    private static final class OpenGate implements Dispatcher.Gate {
        @Override
        public boolean mayBegin() {
            return true;
        }

        @Override
        public boolean mayWait() {
            return true;
        }

        @Override
        public void began() {}

        @Override
        public void ended(long runNanos, long initNanos) {}

        @Override
        public void waits() {}

        @Override
        public void waiting(int now) {}

        @Override
        public void overflows(Exchange exchange, String why) {
            throw new AssertionError(why);
        }
    }
}

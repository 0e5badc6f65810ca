package io.slackline.testbed.simulation;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.InstancePort;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The way to another agent. */
final class ToPeer implements InstancePort {
    private static final int CONNECTIONS = 256;

    private final VirtualLoop loop;
    private final long wayNanos;
    private final @Nullable SimulatedNode peer;
    private int busy;

    ToPeer(VirtualLoop loop, long wayNanos, @Nullable SimulatedNode peer) {
        this.loop = loop;
        this.wayNanos = wayNanos;
        this.peer = peer;
    }

    @Override
    public int free() {
        return CONNECTIONS - busy;
    }

    @Override
    public int busy() {
        return busy;
    }

    @Override
    public void send(FullHttpRequest request, Duration timeout, Call call) {
        if (peer == null) {
            loop.after(wayNanos, () -> call.failed(Failure.NOT_CONNECTED, "there is no such node"));
            return;
        }
        busy++;
        loop.after(
                wayNanos,
                () -> peer.fromPeer((SimulatedRequest) request, new Exchange.Sink() {
                    @Override
                    public void answer(Exchange exchange, FullHttpResponse response) {
                        loop.after(wayNanos, () -> {
                            busy--;
                            call.answered(response);
                        });
                    }

                    @Override
                    public boolean abandoned() {
                        return false;
                    }
                }));
    }

    @Override
    public void preconnect(int count) {}

    @Override
    public void retire(Runnable then) {
        then.run();
    }

    @Override
    public void abort() {}
}

package io.slackline.cli;

import io.grpc.ManagedChannel;
import io.slackline.api.v1.ControlServiceGrpc;
import io.slackline.api.v1.ControlServiceGrpc.ControlServiceBlockingStub;
import io.slackline.api.v1.ControlServiceGrpc.ControlServiceBlockingV2Stub;
import io.slackline.cli.options.ConnectionOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A connection to the controller for the time of one command. */
public final class Controller implements AutoCloseable {
    private final ManagedChannel channel;
    private final Duration timeout;

    private Controller(ManagedChannel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    public static Controller connect(Cli cli, ConnectionOptions options) {
        return new Controller(cli.open(options), options.timeout());
    }

    /** For one call that answers within the timeout; make a new one for each call. */
    public ControlServiceBlockingStub call() {
        return callFor(Duration.ZERO);
    }

    /** For one call that is known to take so much longer than others. */
    public ControlServiceBlockingStub callFor(Duration extra) {
        return ControlServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(timeout.plus(extra).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** For streams to here, which have no end. */
    public ControlServiceBlockingStub stream() {
        return ControlServiceGrpc.newBlockingStub(channel);
    }

    /** For streams from here. */
    public ControlServiceBlockingV2Stub upload() {
        return ControlServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

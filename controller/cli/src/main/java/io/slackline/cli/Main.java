package io.slackline.cli;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.slackline.cli.options.ConnectionOptions;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Entry point of {@code slackline function|node|migrate|…}. */
public final class Main {
    /** The largest answer of an invocation. */
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private static final Logger GRPC = Logger.getLogger("io.grpc");
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private Main() {}

    public static void main(String[] args) {
        // What goes wrong is told in one line by Failures; the libraries' own words would only bury it. Logback is
        // never initialised.
        GRPC.setLevel(Level.OFF);
        NETTY.setLevel(Level.OFF);
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        int exitCode = new Cli(Console.ofProcess(), Main::open).run(args);
        System.exit(exitCode);
    }

    static ManagedChannel open(ConnectionOptions options) {
        return NettyChannelBuilder.forAddress(
                        options.server().host(), options.server().port(), options.credentials())
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
    }
}

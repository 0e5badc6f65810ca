package io.slackline.testbed.pipeline;

import java.time.Duration;
import java.util.Optional;

/** A running switch without a program: P4Runtime on loopback, ports that take and give packets in memory. */
interface SwitchUnderTest extends AutoCloseable {

    /** TCP port of P4Runtime on 127.0.0.1. */
    int p4RuntimePort();

    /** Lets a packet arrive. Returns before or after it is processed. */
    void send(int port, byte[] packet);

    /** The next packet that left the switch, in order for each port; empty when none left within the timeout. */
    Optional<Sent> next(Duration timeout) throws InterruptedException;

    /** Lets the switch's clock go on. */
    void pass(Duration duration) throws InterruptedException;

    @Override
    void close() throws Exception;

    /** A packet on a wire. */
    record Sent(int port, byte[] packet) {}
}

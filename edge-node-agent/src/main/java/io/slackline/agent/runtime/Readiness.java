package io.slackline.agent.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits until an instance answers {@code GET /_slackline/ready} with any HTTP status, on its unix socket or its port, whichever comes first.
 */
final class Readiness {
    private static final byte[] PROBE = "GET /_slackline/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration PAUSE = Duration.ofMillis(4);
    /** A forked interpreter is ready that soon. */
    private static final Duration SOON = Duration.ofMillis(40);

    private final Path socket;
    private final InetSocketAddress port;

    Readiness(Path socket, int port) {
        this.socket = socket;
        this.port = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Where it answers; empty when {@code alive} became false or the time was over. Blocks. */
    Optional<SocketAddress> await(Duration limit, BooleanSupplier alive) throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + limit.toNanos();
        while (System.nanoTime() < end && alive.getAsBoolean()) {
            if (Files.exists(socket) && answers(UnixDomainSocketAddress.of(socket))) {
                return Optional.of(UnixDomainSocketAddress.of(socket));
            }
            if (answers(port)) {
                return Optional.of(port);
            }
            Thread.sleep(System.nanoTime() - begin < SOON.toNanos() ? FIRST_PAUSE : PAUSE);
        }
        return Optional.empty();
    }

    /** One probe. A socket has no timeout for reading: the answer is awaited on a thread that the limit leaves behind. */
    static boolean answersWithin(SocketAddress address, Duration limit) {
        var answer = new CompletableFuture<Boolean>();
        Thread.ofVirtual().name("probe").start(() -> answer.complete(answers(address)));
        return answer.completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static boolean answers(SocketAddress address) {
        try (var channel = SocketChannel.open(address)) {
            channel.write(ByteBuffer.wrap(PROBE));
            var head = ByteBuffer.allocate(16);
            while (head.position() < 5 && channel.read(head) >= 0) {}
            return head.position() >= 5 && new String(head.array(), 0, 5, StandardCharsets.US_ASCII).equals("HTTP/");
        } catch (IOException notYet) {
            return false;
        }
    }
}

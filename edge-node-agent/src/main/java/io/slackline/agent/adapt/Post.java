package io.slackline.agent.adapt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One POST of JSON on a connection of its own, for what comes before an instance serves. Blocks; for virtual threads. */
final class Post {
    /** @param text the body */
    record Answer(int status, String text) {}

    private Post() {}

    static Answer to(SocketAddress address, String path, String json, Duration limit) throws IOException {
        var late = new AtomicBoolean();
        try (var channel = SocketChannel.open(address)) {
            var guard = CompletableFuture.runAsync(
                    () -> {
                        late.set(true);
                        end(channel);
                    },
                    CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
            var body = json.getBytes(StandardCharsets.UTF_8);
            var head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
            var out = Channels.newOutputStream(channel);
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            var all = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(8192);
            while (!complete(all) && channel.read(buffer.clear()) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
            }
            guard.cancel(false);
            return parse(all.toString(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw late.get() ? new SocketTimeoutException("no answer within " + limit.toMillis() + " ms") : failed;
        }
    }

    private static void end(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** An answer with a length is whole before the connection ends. */
    private static boolean complete(ByteArrayOutputStream all) {
        var text = all.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        return text.substring(0, end)
                .lines()
                .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                .anyMatch(line -> text.length() - end - 4
                        >= Integer.parseInt(line.substring(15).strip()));
    }

    private static Answer parse(String text) throws IOException {
        var words = text.split(" ", 3);
        int end = text.indexOf("\r\n\r\n");
        if (words.length < 3 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}") || end < 0) {
            throw new IOException("the answer is no HTTP/1.1");
        }
        return new Answer(Integer.parseInt(words[1]), text.substring(end + 4).strip());
    }
}

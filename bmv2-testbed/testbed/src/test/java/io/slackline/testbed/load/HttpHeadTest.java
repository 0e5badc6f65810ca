package io.slackline.testbed.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HttpHeadTest {
    @Test
    void findsTheEndOfAHeadOnlyWhenItIsThere() {
        byte[] bytes = ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertEquals(bytes.length - 2, HttpHead.end(bytes, bytes.length));
        assertEquals(-1, HttpHead.end(bytes, bytes.length - 3));
    }

    @Test
    void readsStatusLengthNodeAndPoliteLeave() {
        assertEquals(
                new HttpHead(200, 12, "n2", true),
                parse("HTTP/1.1 200 OK\r\ncontent-length: 12\r\nSlackline-Node: n2\r\nConnection: Close\r\n\r\n"));
        assertEquals(new HttpHead(503, 0, "", false), parse("HTTP/1.1 503 Busy\r\n\r\n"));
        assertEquals(new HttpHead(200, 0, "", true), parse("HTTP/1.0 200 OK\r\n\r\n"));
    }

    @Test
    void givesStatusZeroToWhatIsNoHttp() {
        assertEquals(0, parse("SSH-2.0-x\r\n\r\n").status());
    }

    private static HttpHead parse(String head) {
        byte[] bytes = ascii(head);
        return HttpHead.parse(bytes, bytes.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

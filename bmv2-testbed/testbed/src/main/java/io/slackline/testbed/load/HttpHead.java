package io.slackline.testbed.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What the generator needs of a response head (RFC 9112): bodies are delimited by Content-Length, as the agents send them.
 *
 * @param node the Slackline-Node header; empty when absent
 * @param close the server will close the connection after this answer
 */
record HttpHead(int status, int contentLength, String node, boolean close) {

    /** The index behind the empty line that ends a head; −1 when it is not there yet. */
    static int end(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /** A status of 0 stands for a status line that is none. */
    static HttpHead parse(byte[] bytes, int end) {
        String[] lines = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).split("\r\n");
        int status = 0;
        String[] words = lines[0].split(" ", 3);
        if (words.length >= 2 && words[0].startsWith("HTTP/1.") && words[1].matches("\\d{3}")) {
            status = Integer.parseInt(words[1]);
        }
        int contentLength = 0;
        String node = "";
        boolean close = words[0].equals("HTTP/1.0");
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 0) {
                continue;
            }
            String value = lines[i].substring(colon + 1).strip();
            switch (lines[i].substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> contentLength = value.matches("\\d{1,7}") ? Integer.parseInt(value) : 0;
                case "slackline-node" -> node = value;
                case "connection" -> close = close || value.equalsIgnoreCase("close");
                default -> {}
            }
        }
        return new HttpHead(status, contentLength, node, close);
    }
}

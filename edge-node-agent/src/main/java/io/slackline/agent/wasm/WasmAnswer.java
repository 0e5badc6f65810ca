package io.slackline.agent.wasm;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a module answered. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record WasmAnswer(int status, HttpHeaders headers, byte[] body) {
    static WasmAnswer plain(byte[] body) {
        var headers = new DefaultHttpHeaders();
        headers.set("Content-Type", "text/plain; charset=utf-8");
        return new WasmAnswer(200, headers, body);
    }

    /**
     * The output of a command as CGI defines it (RFC 3875, section 6): header fields, {@code Status} among them, an empty line, the body. Output that
     * does not begin with the fields Content-Type, Status or Location is the body itself.
     */
    static WasmAnswer cgi(byte[] output) {
        int end = endOfHead(output);
        var head = end < 0 ? "" : new String(output, 0, end, StandardCharsets.ISO_8859_1);
        if (!head.matches("(?is)(content-type|status|location):.*")) {
            return plain(output);
        }
        int status = 200;
        var headers = new DefaultHttpHeaders();
        for (var line : head.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                return plain(output);
            }
            var name = line.substring(0, colon).strip();
            var value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("Status") && value.matches("[1-5]\\d\\d( .*)?")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else if (name.matches("[A-Za-z0-9-]+")) {
                headers.add(name, value);
            } else {
                return plain(output);
            }
        }
        int from = output[end] == '\r' ? end + 4 : end + 2;
        return new WasmAnswer(status, headers, Arrays.copyOfRange(output, from, output.length));
    }

    /** Where the line end before the empty line is; -1 when there is none. */
    private static int endOfHead(byte[] output) {
        for (int i = 0; i + 1 < output.length; i++) {
            if (output[i] == '\n' && output[i + 1] == '\n') {
                return i;
            }
            if (i + 3 < output.length
                    && output[i] == '\r'
                    && output[i + 1] == '\n'
                    && output[i + 2] == '\r'
                    && output[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }
}

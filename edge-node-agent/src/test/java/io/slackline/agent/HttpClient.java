package io.slackline.agent;

import io.slackline.api.v1.ServiceAddress;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP/1.1 connection whose every byte the test decides. */
public final class HttpClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedInputStream in;

    /**
     * @param headers names in lower case
     */
    public record Response(int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        public boolean saysClose() {
            return header("Connection").equalsIgnoreCase("close");
        }
    }

    public HttpClient(String ip, int port) throws IOException {
        socket = new Socket(InetAddress.ofLiteral(ip), port);
        socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public HttpClient(ServiceAddress address) throws IOException {
        this(address.getIp(), address.getPort());
    }

    public HttpClient(String hostAndPort) throws IOException {
        this(hostAndPort.split(":")[0], Integer.parseInt(hostAndPort.split(":")[1]));
    }

    public Response get(String path) throws IOException {
        return get(path, "");
    }

    /** @param headers whole lines */
    public Response get(String path, String headers) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: f\r\n" + headers + "\r\n");
        return read();
    }

    public Response post(String path, String body) throws IOException {
        send("POST " + path + " HTTP/1.1\r\nHost: f\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return read();
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    public Response read() throws IOException {
        return read(true);
    }

    public Response readHead() throws IOException {
        return read(false);
    }

    private Response read(boolean withBody) throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (status < 200 || !withBody) {
            return new Response(status, headers, new byte[0]);
        }
        boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Response(status, headers, chunked ? readChunks() : readBody(length));
    }

    /** For an answer whose head has been read. */
    public byte[] readBody(int length) throws IOException {
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer ends after " + body.length + " of " + length + " bytes");
        }
        return body;
    }

    /** All to the last one. */
    public byte[] readChunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (var chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
            body.write(chunk);
        }
        return body.toByteArray();
    }

    /** Empty: the last one. */
    public byte[] readChunk() throws IOException {
        var chunk = readBody(Integer.parseInt(line(), 16));
        line();
        return chunk;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** True when the other end has ended the connection in order, with nothing left to read. */
    public boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.slackline.testbed.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers a text in capitals, over HTTP/1.1 and UDP on the same port of the loopback, with manners of all kinds. */
final class ShoutingServer implements AutoCloseable {
    /** How it behaves. */
    enum Manners {
        GOOD,
        /** Every fifth answer on a connection is the last, and says so. */
        LEAVES_POLITELY,
        /** Closes every fifth request's connection without an answer. */
        HANGS_UP,
        /** Answers something else. */
        WHISPERS,
        /** Sends each answer twice. */
        REPEATS,
        /** Answers with more than anybody has room for. */
        RANTS,
        /** Over UDP, says other things before each answer. */
        BABBLES,
        SILENT
    }

    private static final int FIFTH = 5;
    private static final int RANT = 10_000;
    private static final List<String> BABBLE = List.of("", "what", "ffffffff there", "7fffffff there");

    private final Manners manners;
    private final ServerSocket http;
    private final DatagramSocket udp;
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    private ShoutingServer(Manners manners) throws IOException {
        this.manners = manners;
        this.http = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.udp = new DatagramSocket(http.getLocalPort(), InetAddress.getLoopbackAddress());
    }

    static ShoutingServer start(Manners manners) throws IOException {
        ShoutingServer server = new ShoutingServer(manners);
        Thread.ofPlatform().daemon().start(server::accept);
        Thread.ofPlatform().daemon().start(server::datagrams);
        return server;
    }

    int port() {
        return http.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!http.isClosed()) {
            try {
                Socket socket = http.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            for (int count = 1; ; count++) {
                int length = -1;
                boolean close = false;
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                while (!line.isEmpty()) {
                    String lower = line.toLowerCase(Locale.ROOT);
                    length = lower.startsWith("content-length:")
                            ? Integer.parseInt(line.substring(15).strip())
                            : length;
                    close = close || lower.equals("connection: close");
                    line = in.readLine();
                }
                char[] body = new char[length];
                for (int read = 0; read < length; ) {
                    read += in.read(body, read, length - read);
                }
                requests.incrementAndGet();
                boolean fifth = count % FIFTH == 0;
                if (manners == Manners.HANGS_UP && fifth) {
                    return;
                }
                if (manners == Manners.SILENT) {
                    continue;
                }
                close = close || manners == Manners.LEAVES_POLITELY && fifth;
                String answer = answer(new String(body));
                byte[] response = ("HTTP/1.1 200 OK\r\nSlackline-Node: there\r\nContent-Length: " + answer.length()
                                + "\r\n" + (close ? "Connection: close\r\n" : "") + "\r\n" + answer)
                        .getBytes(StandardCharsets.US_ASCII);
                out.write(response);
                if (manners == Manners.REPEATS) {
                    out.write(response);
                }
                if (close) {
                    return;
                }
            }
        } catch (IOException gone) {
            Thread.currentThread().interrupt();
        }
    }

    private void datagrams() {
        byte[] buffer = new byte[2048];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                requests.incrementAndGet();
                if (manners == Manners.SILENT) {
                    continue;
                }
                byte[] answer = answer(new String(buffer, 0, packet.getLength(), StandardCharsets.US_ASCII))
                        .getBytes(StandardCharsets.US_ASCII);
                for (String babble : manners == Manners.BABBLES ? BABBLE : List.<String>of()) {
                    byte[] bytes = babble.getBytes(StandardCharsets.US_ASCII);
                    udp.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                }
                for (int i = 0; i < (manners == Manners.REPEATS ? 2 : 1); i++) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private String answer(String body) {
        String[] lines = body.split("\n", 2);
        String text = switch (manners) {
            case WHISPERS -> lines[1];
            case RANTS -> lines[1].repeat(RANT);
            case GOOD, LEAVES_POLITELY, HANGS_UP, REPEATS, BABBLES, SILENT -> lines[1].toUpperCase(Locale.ROOT);
        };
        return lines[0] + " there 0badcafe " + runs.incrementAndGet() + "\n" + text;
    }

    @Override
    public void close() throws IOException {
        http.close();
        udp.close();
    }
}

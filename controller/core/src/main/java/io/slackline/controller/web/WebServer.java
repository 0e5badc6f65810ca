package io.slackline.controller.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.HostAndPort;
import io.slackline.common.output.Json;
import io.slackline.controller.api.Views;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves the live page on {@code /}, what it shows as JSON on {@code /status} and as server-sent events on {@code /stream}, and Prometheus text on {@code /metrics}. Each request runs on a
 * virtual thread of its own. There is no authentication: listen on loopback, or behind something that has it.
 */
public final class WebServer implements AutoCloseable {
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(1);
    private static final int EVENTS = 30;

    private final Views views;
    private final byte[] page;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /** Listens at once. Errors: FAILED_PRECONDITION when the address cannot be bound. */
    public WebServer(HostAndPort listen, Views views) {
        this.views = views;
        page = resource("index.html");
        server = bound(listen);
        server.setExecutor(executor);
        server.createContext("/", this::page);
        server.createContext(
                "/status",
                exchange -> get(exchange, "application/json", () -> status().getBytes(StandardCharsets.UTF_8)));
        server.createContext(
                "/metrics",
                exchange -> get(
                        exchange,
                        "text/plain; version=0.0.4; charset=utf-8",
                        () -> Metrics.text(views).getBytes(StandardCharsets.UTF_8)));
        server.createContext("/stream", this::stream);
        server.start();
    }

    private static HttpServer bound(HostAndPort listen) {
        try {
            return HttpServer.create(listen.toSocketAddress(), 0);
        } catch (IOException taken) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "web: cannot listen on " + listen + ": " + taken.getMessage()
                            + "; stop what listens there, or give the page another address",
                    taken);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = WebServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String status() {
        return Json.compact(everything());
    }

    private Map<String, Object> everything() {
        var all = new LinkedHashMap<String, Object>();
        all.put("sample", views.sample());
        all.put("functions", views.functions());
        all.put("switches", views.switches());
        all.put("migrations", views.latestMigrations(EVENTS));
        all.put("events", views.latestEvents(EVENTS));
        return all;
    }

    private void page(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/")) {
            exchange.getResponseHeaders()
                    .set(
                            "Content-Security-Policy",
                            "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'");
            get(exchange, "text/html; charset=utf-8", () -> page);
        } else {
            answer(
                    exchange,
                    404,
                    "text/plain",
                    "expected /, /status, /stream or /metrics\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void get(HttpExchange exchange, String type, Supplier<byte[]> body) throws IOException {
        if (exchange.getRequestMethod().equals("GET")
                || exchange.getRequestMethod().equals("HEAD")) {
            answer(exchange, 200, type, body.get());
        } else {
            answer(exchange, 405, "text/plain", "expected GET\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean bodiless = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
            if (!bodiless) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Until the reader goes, which shows when something is written, or the server stops. */
    private void stream(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            var out = exchange.getResponseBody();
            while (!Thread.currentThread().isInterrupted()) {
                out.write(("data: " + status() + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                Thread.sleep(BETWEEN_SAMPLES);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** The port, which matters where the configuration says 0. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        server.stop(0);
    }
}

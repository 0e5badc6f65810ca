package io.slackline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.slackline.cli.Console.Pause;
import io.slackline.cli.Console.Screen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** Runs command lines against a {@link FakeController}, and compares what they print with golden files. */
final class CliHarness implements AutoCloseable {
    final FakeController controller = new FakeController();
    private final io.grpc.Server server;
    private final Screen screen;
    private String name = UUID.randomUUID().toString();
    private final Pause pause;

    record Ended(int exitCode, String out, String err) {}

    CliHarness() {
        this(Screen.STREAM, _ -> {});
    }

    CliHarness(Screen screen, Pause pause) {
        this.screen = screen;
        this.pause = pause;
        try {
            server = InProcessServerBuilder.forName(name)
                    .directExecutor()
                    .addService(controller)
                    .build()
                    .start();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A pause that ends a watch after so many looks. */
    static Pause endingAfter(int looks) {
        return new Pause() {
            private int left = looks;

            @Override
            public void await(Duration time) {
                if (--left <= 0) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    Ended run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(
                new ByteArrayInputStream("from stdin".getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                screen,
                pause);
        int exitCode = new Cli(
                        console,
                        _ -> InProcessChannelBuilder.forName(name)
                                .directExecutor()
                                .build())
                .run(args);
        return new Ended(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs it and compares exit code, stdout and stderr with {@code golden/NAME.txt}. */
    void assertGolden(String golden, String... args) {
        var ended = run(args);
        var shown = new StringBuilder("$ slackline " + String.join(" ", args) + "\n" + ended.out());
        if (!ended.err().isEmpty()) {
            shown.append("--- stderr\n").append(ended.err());
        }
        shown.append("--- exit code ").append(ended.exitCode()).append('\n');
        try {
            var file = Path.of("src/test/resources/golden", golden + ".txt");
            if (System.getProperty("slackline.golden", "").equals("write")) {
                Files.writeString(file, shown);
            }
            assertEquals(Files.readString(file), shown.toString());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What runs afterwards finds no controller. */
    void stop() {
        server.shutdownNow();
        name = "controller";
    }

    @Override
    public void close() {
        stop();
        Thread.interrupted();
    }
}

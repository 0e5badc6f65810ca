package io.slackline.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.slackline.agent.host.LoopbackAddresses;
import io.slackline.common.SlacklineException;
import io.slackline.common.config.ConfigLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code agent --config FILE}: serves until SIGTERM. Exit codes: 0 ended by signal, 1 failed, 2 wrong usage or configuration. */
@Command(
        name = "agent",
        description = "Runs functions on this node and reports its slack.",
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML; see docs/agent.md")
    private @Nullable Path config;

    public static void main(String[] args) {
        logToStderr();
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Logger log = LoggerFactory.getLogger(Main.class);
        try {
            if (config == null) {
                throw new IllegalStateException("picocli demands --config");
            }
            var loaded = ConfigLoader.load(config, AgentConfig.class);
            var server = new AgentServer(loaded, new LoopbackAddresses(loaded.dataInterface()), Clock.systemUTC());
            var ended = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.close();
                                ended.countDown();
                            },
                            "shutdown"));
            server.start();
            log.info("ready: node {}, peers at {}", loaded.name(), server.peerAddress());
            ended.await();
            return 0;
        } catch (SlacklineException refused) {
            log.error("{}", refused.getMessage());
            return switch (refused.code()) {
                case INVALID_ARGUMENT, NOT_FOUND -> 2;
                case ALREADY_EXISTS,
                        FAILED_PRECONDITION,
                        RESOURCE_EXHAUSTED,
                        UNAVAILABLE,
                        DEADLINE_EXCEEDED,
                        INTERNAL -> 1;
            };
        }
    }

    /** One line per record; the level is that of {@code -Dslackline.log}, INFO by default. */
    private static void logToStderr() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n%ex{8}");
        encoder.start();
        var stderr = new ConsoleAppender<ILoggingEvent>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr);
        root.setLevel(Level.WARN);
        context.getLogger("io.slackline")
                .setLevel(Level.toLevel(System.getProperty("slackline.log", "INFO"), Level.INFO));
    }
}

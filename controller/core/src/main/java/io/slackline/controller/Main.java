package io.slackline.controller;

import io.slackline.common.SlacklineException;
import io.slackline.common.config.ConfigLoader;
import io.slackline.controller.device.DesiredState;
import io.slackline.controller.device.P4RuntimeDevices;
import io.slackline.controller.steering.IpV4;
import io.slackline.controller.time.SystemTimekeeper;
import io.slackline.controller.web.WebServer;
import io.slackline.pipeline.SlacklinePipeline;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The controller process. Ends by SIGTERM or SIGINT; agents and switches go on without it. */
@Command(
        name = "controller",
        mixinStandardHelpOptions = true,
        description = "Registers nodes, deploys functions, steers the switches. Ends by SIGTERM.")
public final class Main implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "controller.yaml; see docs/operations.md")
    private Path config = Path.of("controller.yaml");

    public static void main(String[] args) {
        Logs.toStandardError();
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((failed, _, _) -> {
                    if (failed instanceof SlacklineException known) {
                        System.err.println("controller: " + known.getMessage());
                        return known.code() == SlacklineException.Code.INVALID_ARGUMENT ? WRONG_USAGE : FAILED;
                    }
                    throw failed;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        serve(ConfigLoader.load(config, ControllerConfig.class));
        return 0;
    }

    private static void serve(ControllerConfig settings) throws InterruptedException {
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            await(stopped);
        }));
        try (var time = new SystemTimekeeper();
                var controller = new Controller(settings, devices(settings), time);
                var server = new ControllerServer(controller, settings);
                var web = new WebServer(settings.web(), controller.views())) {
            controller.start();
            System.err.println("ready: control and agent API on " + server.addresses() + ", page and metrics on port "
                    + web.port());
            stop.await();
        } finally {
            stopped.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private static P4RuntimeDevices devices(ControllerConfig settings) {
        return new P4RuntimeDevices(
                settings.switches(),
                Main::pipeline,
                InstantSource.system(),
                DesiredState.empty(IpV4.parse(settings.reportAddress())));
    }

    private static SlacklinePipeline pipeline(ControllerConfig.SwitchConfig config) {
        try {
            return config.pipeline()
                    .map(compiled -> SlacklinePipeline.tofino(config.target(), compiled))
                    .orElseGet(SlacklinePipeline::bmv2);
        } catch (IllegalArgumentException e) {
            throw new SlacklineException(
                    SlacklineException.Code.INVALID_ARGUMENT, "switch " + config.name() + ": " + e.getMessage(), e);
        }
    }
}

package io.slackline.testbed;

import io.slackline.common.config.ConfigLoader;
import io.slackline.testbed.load.LoadGenerator;
import io.slackline.testbed.load.LoadPlan;
import io.slackline.testbed.load.RequestLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One load generator: progress lines on standard output, ends by "stop" or the end of standard input. */
@Command(
        name = "loadgen",
        hidden = true,
        description = "Runs a load plan (internal: the testbed starts it in a client's namespace).")
final class LoadgenCommand implements Callable<Integer> {
    @Option(names = "--plan", required = true, description = "Load plan (YAML).")
    private Path plan = Path.of("");

    @Override
    public Integer call() throws IOException, InterruptedException {
        // Half a generator would look like a stalled system: when one of its threads fails, all of it does.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            System.err.println("thread " + thread.getName() + " failed");
            failure.printStackTrace();
            Runtime.getRuntime().halt(Main.FAILED);
        });
        LoadGenerator generator = new LoadGenerator(ConfigLoader.load(plan, LoadPlan.class), System.out);
        Thread.ofPlatform().name("control").daemon().start(() -> stopOnRequest(generator));
        RequestLog log = generator.run();
        for (int id = 0; id < log.size(); id++) {
            switch (log.outcome(id)) {
                case OK -> {}
                case PENDING, TIMEOUT, BAD_STATUS, WRONG_ANSWER, CONNECT_FAILED, CONNECTION_LOST ->
                    System.err.printf(
                            "request %08x of %s, intended at %d ns: %s%n",
                            id, log.flows().get(log.flow(id)), log.intendedNanos(id), log.outcome(id));
            }
        }
        return 0;
    }

    private static void stopOnRequest(LoadGenerator generator) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            String line = in.readLine();
            while (line != null && !line.equals("stop")) {
                line = in.readLine();
            }
        } catch (IOException e) {
            // A broken control pipe means that the testbed is gone: stop as well.
            generator.stop();
        }
        generator.stop();
    }
}

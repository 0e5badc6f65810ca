package io.slackline.testbed;

import io.slackline.testbed.nf.TrafficProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A packet source and sink, told what to do on standard input. */
@Command(
        name = "traffic",
        hidden = true,
        description = "Sends packets through a network function (internal: the testbed starts it).")
final class TrafficCommand implements Callable<Integer> {
    @Option(names = "--core", required = true, description = "The core of source and sink.")
    private int core;

    @Override
    public Integer call() throws IOException {
        // Half of it would measure as losses of the network function: when one of its threads fails, all of it does.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            System.err.println("thread " + thread.getName() + " failed");
            failure.printStackTrace();
            Runtime.getRuntime().halt(Main.FAILED);
        });
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            TrafficProcess.obey(in, System.out, core);
        }
        return 0;
    }
}

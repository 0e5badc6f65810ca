package io.slackline.testbed.live;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.ConfigWriter;
import io.slackline.testbed.load.LoadPlan;
import io.slackline.testbed.load.LoadProgress;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.load.RequestLogFile;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.ProcessSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A load generator that runs in a client's namespace. */
public final class LoadRun {
    private static final int HEAP_MIB = 128;
    private static final long STOP_SECONDS = 20;

    private final ManagedProcess process;
    private final Path records;
    private volatile Optional<LoadProgress> latest = Optional.empty();

    private LoadRun(ManagedProcess process, Path records) {
        this.process = process;
        this.records = records;
    }

    /** Starts the plan in the first client's namespace. */
    public static LoadRun start(LiveTestbed testbed, LoadPlan plan) {
        Path file = testbed.directory().file(plan.records().getFileName() + ".yaml");
        try {
            Files.writeString(file, ConfigWriter.toYaml(plan));
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot write " + file + ": " + e, e);
        }
        ManagedProcess process = testbed.supervisor()
                .startPiped(ProcessSpec.of(
                                "load-" + plan.records().getFileName(),
                                testbed.topology().clients().getFirst().host().namespace(),
                                testbed.jvm()
                                        .of(
                                                "io.slackline.testbed.Main",
                                                HEAP_MIB,
                                                List.of("loadgen", "--plan", file.toString())))
                        .in(testbed.infrastructureGroup()));
        LoadRun run = new LoadRun(process, plan.records());
        Thread.ofVirtual().name("load-progress").start(run::readProgress);
        return run;
    }

    private void readProgress() {
        try (BufferedReader lines = process.process().inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                latest = Optional.of(LoadProgress.decode(line));
            }
        } catch (IOException e) {
            latest = Optional.empty();
        }
    }

    /** The last progress line; empty before the first. */
    public Optional<LoadProgress> latest() {
        return latest;
    }

    /** Ends the schedule, waits for the last answers, reads the records. */
    public RequestLog stop() {
        process.expectExit();
        try (var input = process.process().outputWriter()) {
            input.write("stop\n");
        } catch (IOException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "the load generator is gone:\n" + process.tail(), e);
        }
        try {
            if (!process.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS)
                    || process.process().exitValue() != 0) {
                process.kill();
                throw new SlacklineException(Code.INTERNAL, "the load generator failed:\n" + process.tail());
            }
            return RequestLogFile.read(records);
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "the load generator left no records: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }
}

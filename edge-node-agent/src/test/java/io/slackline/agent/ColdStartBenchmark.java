package io.slackline.agent;

import io.slackline.agent.runtime.ArtifactStore;
import io.slackline.agent.runtime.ForkServerConfig;
import io.slackline.agent.runtime.ProcessRuntime;
import io.slackline.agent.runtime.SocketDirectory;
import io.slackline.agent.runtime.Start;
import io.slackline.agent.runtime.Start.Urgency;
import io.slackline.agent.sched.FunctionScheduling;
import io.slackline.agent.sched.Scheduling;
import io.slackline.api.v1.FunctionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The sample function from its start to its first answer, as a fresh interpreter and forked, alternately. Run as a program; prints milliseconds, and
 * the CPU time that the instance had used when it answered.
 */
final class ColdStartBenchmark {
    private ColdStartBenchmark() {}

    public static void main(String[] args) throws Exception {
        int starts = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        var fresh = new Side(false);
        var forked = new Side(true);
        for (int i = 0; i < starts; i++) {
            fresh.start(i);
            forked.start(i);
        }
        fresh.print("fresh interpreter");
        forked.print("forked");
    }

    private static final class Side {
        final ProcessRuntime runtime;
        final Histogram wallMicros = new Histogram(3);
        final Histogram cpuMicros = new Histogram(3);

        Side(boolean fork) throws IOException {
            var state = Files.createTempDirectory("slackline");
            var artifacts = new ArtifactStore(state.resolve("artifacts"), (sha256, to) -> {
                throw new IOException("no controller");
            });
            runtime = new ProcessRuntime(
                    state,
                    new SocketDirectory(state),
                    "n1",
                    artifacts,
                    Duration.ofSeconds(10),
                    new Scheduling(),
                    Optional.empty(),
                    FunctionScheduling.NORMAL,
                    new ForkServerConfig(fork, Path.of("/usr/bin/python3"), List.of()));
            runtime.begin();
        }

        void start(int round) throws Exception {
            var function = FunctionSpec.newBuilder()
                    .setName("f")
                    .setVersion(1)
                    .addCommand("/usr/bin/python3")
                    .addCommand(TestNode.sampleScript().toString())
                    .build();
            long begin = System.nanoTime();
            var instance = runtime.start(function, new Start(round % 2 == 0 ? Urgency.AT_ONCE : Urgency.IN_BACKGROUND));
            long nanos = System.nanoTime() - begin;
            var schedstat = Files.readString(Path.of("/proc/" + instance.pid() + "/schedstat"));
            if (round > 2) {
                wallMicros.recordValue(nanos / 1000);
                cpuMicros.recordValue(Long.parseLong(schedstat.split(" ")[0]) / 1000);
            }
            instance.kill();
            instance.ended().join();
        }

        void print(String name) {
            System.out.printf(
                    "%s: wall p50 %.1f p99 %.1f ms, CPU p50 %.1f ms%n",
                    name,
                    wallMicros.getValueAtPercentile(50) / 1000.0,
                    wallMicros.getValueAtPercentile(99) / 1000.0,
                    cpuMicros.getValueAtPercentile(50) / 1000.0);
            runtime.close();
        }
    }
}

package io.slackline.agent.slack;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Builds the meter that the configuration asks for, on the files of this machine. */
public final class SlackSources {
    private static final Path PROC = Path.of("/proc");

    private SlackSources() {}

    /**
     * The meter of this node.
     *
     * @param instances pids of the living instances
     * @param waitingRequests that no instance has taken yet
     * @param avoidableMillicores of what the NFs took in the last window, what they would not take while functions run
     * @param clocks a fresh one for each who measures
     */
    public static SlackMeter meter(
            SlackConfig config,
            int budgetMillicores,
            Supplier<? extends Collection<Long>> instances,
            IntSupplier waitingRequests,
            IntSupplier avoidableMillicores,
            Supplier<ProcessTimes> clocks) {
        var functionTimes = clocks.get();
        LongSupplier functions = () -> functionTimes.usedNanos(instances.get());
        var source = switch (config.source()) {
            case PROC_STAT -> new ProcStatSource(PROC.resolve("stat"), config.cores());
            case CGROUP -> new CgroupSource(config.cgroup().orElseThrow());
            case PROCESSES -> new NfProcessSource(config.nfPidDirectory().orElseThrow(), clocks.get());
        };
        return new SlackMeter(
                source,
                functions,
                config.source() == SlackConfig.Source.PROC_STAT ? strangers(clocks.get()) : () -> 0L,
                waitingRequests,
                new Pressure(PROC.resolve("pressure/cpu"))::cpuPermille,
                new DemandPredictor(config.history(), config.quantile()),
                avoidableMillicores,
                System::nanoTime,
                budgetMillicores,
                config.marginMillicores());
    }

    /** In the busy time of cores, the functions and the agent itself, whose descendants they are. */
    private static LongSupplier strangers(ProcessTimes times) {
        long self = ProcessHandle.current().pid();
        return () -> times.usedNanos(List.of(self));
    }
}

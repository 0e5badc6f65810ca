package io.slackline.testbed.nf;

import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.ProcessSpec;
import io.slackline.testbed.process.Supervisor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The process of a network function: one thread that moves packets, until it is ended. */
public final class NetworkFunctionProcess {
    /** What its packet thread is called, also by the kernel. */
    public static final String THREAD = "nf-loop";
    /** What it says when it takes packets. */
    private static final String READY = "network function ready";

    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final int HEAP_MIB = 64;

    private NetworkFunctionProcess() {}

    /**
     * Starts one in its namespace and waits until it takes packets.
     *
     * @param core of its packet thread
     * @param elsewhere the core of all its other threads: compiler, garbage collector
     * @param region the file that it shares with the agent
     */
    public static ManagedProcess start(
            Supervisor supervisor, JavaCommand jvm, NfKind kind, int core, int elsewhere, Path region) {
        List<String> command = new ArrayList<>(List.of("taskset", "--cpu-list", Integer.toString(elsewhere)));
        // What it does for each packet is worth the best compiler.
        command.addAll(jvm.of(
                "io.slackline.testbed.Main",
                HEAP_MIB,
                List.of("-XX:TieredStopAtLevel=4"),
                List.of("nf", kind.name(), "--core", Integer.toString(core), "--region", region.toString())));
        ManagedProcess process =
                supervisor.start(ProcessSpec.of("nf-" + kind.functionName(), NfNetwork.FUNCTION, command));
        supervisor.await("the network function takes packets", START_LIMIT, () -> process.said(READY));
        return process;
    }

    /**
     * Runs it; does not return.
     *
     * @param core that packets are moved on
     * @param region the file that it shares with the agent, made by it; its name is the network function's on the node
     */
    public static void run(NfKind kind, int core, Path region) {
        HarvestRegion shared = HarvestRegion.create(region, kind.functionName(), core, Arena.global());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(shared::remove));
        PacketLoop loop = new PacketLoop(kind.create(), NfNetwork.INSIDE, NfNetwork.OUTSIDE, shared);
        Thread packets = Thread.ofPlatform().name(THREAD).start(() -> loop.run(core, () -> System.out.println(READY)));
        try {
            packets.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            loop.stop();
        }
    }
}

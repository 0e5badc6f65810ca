package io.slackline.agent.wasm;

import io.netty.channel.local.LocalAddress;
import io.slackline.agent.invoke.InstancePort;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.runtime.RunningInstance;
import io.slackline.agent.sched.Scheduling;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A module with the threads that run it: one for a handler, as many as the function allows for a command. */
final class WasmInstance implements RunningInstance {
    private static final int MOST_THREADS = 8;

    private final String name;
    private final WasmProgram program;
    private final int threads;
    private final ExecutorService workers;
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    WasmInstance(String name, WasmProgram program, int concurrency, Scheduling scheduling) {
        this.name = name;
        this.program = program;
        threads = program.isCommand() ? Math.min(MOST_THREADS, concurrency) : 1;
        workers = Executors.newFixedThreadPool(
                threads,
                task -> Thread.ofPlatform().name("wasm-" + name).daemon().unstarted(() -> {
                    scheduling.requestShortSlice(0);
                    task.run();
                }));
    }

    @Override
    public InstancePort connect(Transport transport, int concurrency) {
        return new WasmPort(transport.loop(), program, workers, threads, this::failed);
    }

    /** A handler's memory cannot be trusted after a trap. */
    private void failed(String why) {
        if (!program.isCommand()) {
            end(why);
        }
    }

    @Override
    public SocketAddress address() {
        return new LocalAddress("wasm-" + name);
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public void stop() {
        end("stopped");
    }

    @Override
    public void kill() {
        end("killed");
    }

    /** What runs is interrupted: a module notices at its next loop or call. */
    private void end(String how) {
        workers.shutdownNow();
        ended.complete(how);
    }
}

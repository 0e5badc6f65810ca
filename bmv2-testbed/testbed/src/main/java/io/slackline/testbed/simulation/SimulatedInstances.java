package io.slackline.testbed.simulation;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.slackline.agent.invoke.InstancePort;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.runtime.FunctionRuntime;
import io.slackline.agent.runtime.RunningInstance;
import io.slackline.agent.runtime.Start;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.testbed.simulation.ProcessorSharing.Job;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The function instances of one node: starts and requests are work for its CPU. */
final class SimulatedInstances implements FunctionRuntime {
    private final VirtualLoop loop;
    private final ProcessorSharing cpu;
    private final DoubleSupplier startNanos;
    private final Map<String, Double> usedNanos = new HashMap<>();
    private long instances;

    /** @param startNanos CPU work of the next start */
    SimulatedInstances(VirtualLoop loop, ProcessorSharing cpu, DoubleSupplier startNanos) {
        this.loop = loop;
        this.cpu = cpu;
        this.startNanos = startNanos;
    }

    @Override
    public RunningInstance start(FunctionSpec function, Start start) {
        throw new UnsupportedOperationException("nothing blocks in virtual time");
    }

    @Override
    public Runnable begin(FunctionSpec function, Start start, Outcome outcome) {
        Instance instance = new Instance(function.getName(), ++instances);
        Job job = cpu.start(startNanos.getAsDouble(), () -> outcome.started(instance));
        start.began(new Start.Pausable() {
            @Override
            public void pause() {
                cpu.pause(job);
            }

            @Override
            public void resume() {
                cpu.resume(job);
            }
        });
        return () -> cpu.abandon(job);
    }

    /** CPU that the requests of each function have used that were answered since the last call. */
    Map<String, Long> takeUsed() {
        Map<String, Long> used = new HashMap<>();
        usedNanos.forEach((function, nanos) -> used.put(function, Math.round(nanos)));
        usedNanos.clear();
        return used;
    }

    private final class Instance implements RunningInstance {
        private final String function;
        private final long number;
        private final CompletableFuture<String> ended = new CompletableFuture<>();

        Instance(String function, long number) {
            this.function = function;
            this.number = number;
        }

        @Override
        public SocketAddress address() {
            return InetSocketAddress.createUnresolved("instance", (int) (number & 0xFFFF));
        }

        @Override
        public InstancePort connect(Transport transport, int concurrency) {
            return new Places(function, concurrency);
        }

        @Override
        public long pid() {
            return number;
        }

        @Override
        public CompletableFuture<String> ended() {
            return ended;
        }

        @Override
        public Runnable probe(Consumer<Boolean> told) {
            loop.execute(() -> told.accept(!ended.isDone()));
            return () -> {};
        }

        @Override
        public void stop() {
            kill();
        }

        @Override
        public void kill() {
            ended.complete("stopped");
        }
    }

    /** What one instance may run at a time. */
    private final class Places implements InstancePort {
        private final String function;
        private final int concurrency;
        private final Set<Execution> running = new LinkedHashSet<>();
        private @Nullable Runnable whenIdle;

        Places(String function, int concurrency) {
            this.function = function;
            this.concurrency = concurrency;
        }

        @Override
        public int free() {
            return whenIdle == null ? concurrency - running.size() : 0;
        }

        @Override
        public int busy() {
            return running.size();
        }

        @Override
        public void send(FullHttpRequest request, Duration timeout, Call call) {
            Execution execution = new Execution(call, ((SimulatedRequest) request).workNanos());
            running.add(execution);
            execution.job = cpu.start(execution.workNanos, () -> answered(execution));

            loop.after(timeout.toNanos(), () -> failed(execution, Failure.TIMEOUT, "no answer in time"));
        }

        private void answered(Execution execution) {
            if (running.remove(execution)) {
                usedNanos.merge(function, execution.workNanos, Double::sum);
                execution.call.answered(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
                noteIdle();
            }
        }

        private void failed(Execution execution, Failure failure, String why) {
            if (running.remove(execution)) {
                if (execution.job != null) {
                    cpu.abandon(execution.job);
                }
                execution.call.failed(failure, why);
                noteIdle();
            }
        }

        private void noteIdle() {
            Runnable then = whenIdle;
            if (running.isEmpty() && then != null) {
                whenIdle = () -> {};
                then.run();
            }
        }

        @Override
        public void preconnect(int count) {}

        @Override
        public void retire(Runnable then) {
            whenIdle = then;
            noteIdle();
        }

        @Override
        public void abort() {
            for (Execution execution : Set.copyOf(running)) {
                failed(execution, Failure.BROKEN, "the instance was ended");
            }
        }
    }

    private static final class Execution {
        private final InstancePort.Call call;
        private final double workNanos;
        private @Nullable Job job;

        Execution(InstancePort.Call call, double workNanos) {
            this.call = call;
            this.workNanos = workNanos;
        }
    }
}

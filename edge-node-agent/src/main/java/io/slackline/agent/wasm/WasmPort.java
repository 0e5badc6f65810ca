package io.slackline.agent.wasm;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import io.slackline.agent.invoke.InstancePort;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands requests to the threads of a module and brings the answers back. Belongs to the event loop. */
final class WasmPort implements InstancePort {
    private final EventLoop loop;
    private final WasmProgram program;
    private final ExecutorService workers;
    private final int limit;
    private final Consumer<String> onFailure;
    private final Set<Running> running = new HashSet<>();
    private boolean closed;
    private @Nullable Runnable whenIdle;

    WasmPort(EventLoop loop, WasmProgram program, ExecutorService workers, int limit, Consumer<String> onFailure) {
        this.loop = loop;
        this.program = program;
        this.workers = workers;
        this.limit = limit;
        this.onFailure = onFailure;
    }

    @Override
    public int free() {
        return closed ? 0 : limit - running.size();
    }

    @Override
    public int busy() {
        return running.size();
    }

    @Override
    public void send(FullHttpRequest request, Duration timeout, Call call) {
        if (free() <= 0) {
            request.release();
            throw new IllegalStateException("no free thread");
        }
        var wasmCall = new WasmCall(
                request.method().name(),
                request.uri(),
                request.headers().copy(),
                ByteBufUtil.getBytes(request.content()));
        request.release();
        var task = new Running(call);
        running.add(task);
        task.deadline = loop.schedule(
                () -> task.fail(Failure.TIMEOUT, "no answer in time"), timeout.toNanos(), TimeUnit.NANOSECONDS);
        try {
            workers.execute(() -> run(task, wasmCall));
        } catch (RejectedExecutionException ended) {
            task.fail(Failure.NOT_CONNECTED, "it has ended");
        }
    }

    /** On a thread of the module. */
    private void run(Running task, WasmCall call) {
        try {
            var answer = program.run(call);
            toLoop(() -> task.answered(answer));
        } catch (WasmFailure failed) {
            var why = String.valueOf(failed.getMessage());
            toLoop(() -> {
                // A handler ends with its trap. What its caller sends next must not be given to a thread that is about
                // to be stopped.
                closed |= !program.isCommand();
                task.fail(Failure.BROKEN, why);
            });
            onFailure.accept(why);
        }
    }

    private void toLoop(Runnable task) {
        if (!loop.isShuttingDown()) {
            loop.execute(task);
        }
    }

    @Override
    public void preconnect(int count) {}

    @Override
    public void retire(Runnable then) {
        closed = true;
        whenIdle = then;
        runWhenIdle();
    }

    @Override
    public void abort() {
        closed = true;
        for (var task : Set.copyOf(running)) {
            task.fail(Failure.BROKEN, "it was ended");
        }
    }

    private void runWhenIdle() {
        var then = whenIdle;
        if (running.isEmpty() && then != null) {
            whenIdle = null;
            then.run();
        }
    }

    /** A request on its way; ends once. */
    private final class Running {
        private final Call call;
        private @Nullable Future<?> deadline;

        Running(Call call) {
            this.call = call;
        }

        private boolean end() {
            if (deadline != null) {
                deadline.cancel(false);
            }
            return running.remove(this);
        }

        void answered(WasmAnswer answer) {
            if (!end()) {
                return;
            }
            call.answered(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(answer.status()),
                    Unpooled.wrappedBuffer(answer.body()),
                    answer.headers(),
                    EmptyHttpHeaders.INSTANCE));
            runWhenIdle();
        }

        void fail(Failure failure, String why) {
            if (end()) {
                call.failed(failure, why);
                runWhenIdle();
            }
        }
    }
}

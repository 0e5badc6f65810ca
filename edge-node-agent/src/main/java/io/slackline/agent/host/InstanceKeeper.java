package io.slackline.agent.host;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.slackline.agent.invoke.Dispatcher;
import io.slackline.agent.invoke.HttpPool;
import io.slackline.agent.invoke.Refusal;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.runtime.FunctionRuntime;
import io.slackline.agent.runtime.FunctionRuntime.Urgency;
import io.slackline.agent.runtime.RunningInstance;
import io.slackline.api.v1.FunctionSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one living instance of a function while one is wanted: starts it, replaces it when it hangs or dies or a new version comes, stops it
 * when its last request is answered. Belongs to the event loop; starting runs on virtual threads.
 */
final class InstanceKeeper implements Dispatcher.Observer {
    private static final Logger log = LoggerFactory.getLogger(InstanceKeeper.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    /** An instance that lived that long may be replaced at once. */
    private static final Duration STABLE = Duration.ofSeconds(5);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_PRECONNECTED = 8;

    enum State {
        /** None is wanted and none lives. */
        STOPPED,
        /** None is wanted; one still finishes its requests. */
        STOPPING,
        STARTING,
        READY,
        /** The last attempt to start failed; the next one follows. */
        FAILED
    }

    /** Told on the event loop after each change of state. */
    interface Listener {
        void instanceChanged();

        void instanceLost(String how);
    }

    private record Instance(RunningInstance running, HttpPool pool, FunctionSpec spec, long readyNanos) {}

    private final Transport transport;
    private final EventLoop loop;
    private final FunctionRuntime runtime;
    private final Dispatcher dispatcher;
    private final Listener listener;
    private State state = State.STOPPED;
    private @Nullable FunctionSpec wanted;
    private @Nullable Instance current;
    private @Nullable Thread starter;
    private @Nullable Future<?> retry;
    private int attempt;
    private Duration pause = Duration.ZERO;
    private String error = "";
    private int finishing;

    InstanceKeeper(Transport transport, FunctionRuntime runtime, DispatcherFactory dispatcher, Listener listener) {
        this.transport = transport;
        loop = transport.loop();
        this.runtime = runtime;
        this.listener = listener;
        this.dispatcher = dispatcher.create(this);
    }

    /** Lets keeper and dispatcher know each other. */
    interface DispatcherFactory {
        Dispatcher create(Dispatcher.Observer observer);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    State state() {
        return state;
    }

    /** Why the state is FAILED; empty otherwise. */
    String error() {
        return error;
    }

    /** One lives that takes requests, of whatever version. */
    boolean serving() {
        return current != null;
    }

    /** One of the wanted version takes requests. */
    boolean upToDate() {
        return current != null && current.spec().equals(wanted);
    }

    Optional<Long> pid() {
        return Optional.ofNullable(current).map(instance -> instance.running().pid());
    }

    /** An instance of exactly this version shall live. Repeating it changes nothing. */
    void want(FunctionSpec spec) {
        if (spec.equals(wanted)) {
            return;
        }
        wanted = spec;
        pause = Duration.ZERO;
        dispatcher.setTimeout(timeout(spec));
        start(Urgency.IN_BACKGROUND);
    }

    /** No instance shall live; the present one ends when its requests are answered. */
    void stop() {
        wanted = null;
        cancelStart();
        retireCurrent();
        move(finishing > 0 ? State.STOPPING : State.STOPPED);
    }

    /** Ends everything now. */
    void kill() {
        wanted = null;
        cancelStart();
        var instance = current;
        current = null;
        if (instance != null) {
            dispatcher.instanceGone();
            instance.pool().abort();
            instance.running().kill();
        }
        move(State.STOPPED);
    }

    private void start(Urgency urgency) {
        cancelStart();
        var spec = wanted;
        if (spec == null) {
            return;
        }
        if (state != State.FAILED && current == null) {
            move(State.STARTING);
        }
        int mine = ++attempt;
        starter = Thread.ofVirtual().name("start-" + spec.getName()).start(() -> {
            try {
                var running = runtime.start(spec, urgency);
                if (!toLoop(() -> started(mine, spec, running))) {
                    running.kill();
                }
            } catch (InterruptedException unwanted) {
                log.debug("function {}: start given up", spec.getName());
            } catch (RuntimeException failed) {
                toLoop(() -> startFailed(mine, spec, failed));
            }
        });
    }

    /** False when the agent is closing and the loop has ended. */
    private boolean toLoop(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException closing) {
            return false;
        }
    }

    private void cancelStart() {
        attempt++;
        if (starter != null) {
            starter.interrupt();
            starter = null;
        }
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
    }

    private void started(int ofAttempt, FunctionSpec spec, RunningInstance running) {
        if (ofAttempt != attempt) {
            running.kill();
            return;
        }
        starter = null;
        retireCurrent();
        int concurrency = Math.max(1, spec.getConcurrency());
        var pool = new HttpPool(transport, running.address(), concurrency);
        var instance = new Instance(running, pool, spec, System.nanoTime());
        current = instance;
        var _ = running.ended().thenAccept(how -> toLoop(() -> ended(instance, how)));
        pool.preconnect(Math.min(concurrency, MOST_PRECONNECTED));
        error = "";
        dispatcher.instanceReady(pool);
        state = State.READY;
        listener.instanceChanged();
    }

    private void startFailed(int ofAttempt, FunctionSpec spec, RuntimeException failed) {
        if (ofAttempt != attempt) {
            return;
        }
        starter = null;
        pause = pause.isZero() ? FIRST_PAUSE : pause;
        error = String.valueOf(failed.getMessage());
        log.warn("function {}: {}; next attempt in {} ms", spec.getName(), error, pause.toMillis());
        if (current == null) {
            dispatcher.refuseQueue(Refusal.NO_INSTANCE, error);
        }
        replaceLater();
        move(State.FAILED);
    }

    /** At once the first time, then after pauses that grow while instances do not live long. */
    private void replaceLost(Instance instance) {
        if (System.nanoTime() - instance.readyNanos() > STABLE.toNanos()) {
            pause = Duration.ZERO;
        }
        if (wanted != null) {
            move(State.STARTING);
            replaceLater();
        }
    }

    private void replaceLater() {
        retry = loop.schedule(this::replace, pause.toMillis(), TimeUnit.MILLISECONDS);
        var doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private void ended(Instance instance, String how) {
        if (!isCurrent(instance.pool())) {
            return;
        }
        log.warn("function {}: its instance died: {}", instance.spec().getName(), how);
        current = null;
        dispatcher.instanceGone();
        // Not aborted: an answer that was written before the end is still in the socket, behind it comes the end.
        instance.pool().retire(() -> {});
        listener.instanceLost(how);
        replaceLost(instance);
    }

    @Override
    public void hung(HttpPool pool) {
        discard(pool, "it did not answer in time");
    }

    @Override
    public void unreachable(HttpPool pool) {
        discard(pool, "it takes no connections");
    }

    /** No new requests; killed when those that it still has are answered or over time themselves. */
    private void discard(HttpPool pool, String why) {
        var instance = current;
        if (instance == null || !isCurrent(pool)) {
            return;
        }
        log.warn("function {}: its instance is replaced: {}", instance.spec().getName(), why);
        current = null;
        dispatcher.instanceGone();
        pool.retire(() -> instance.running().kill());
        var _ = instance.running().ended().thenAccept(how -> toLoop(() -> listener.instanceLost(why + "; " + how)));
        replaceLost(instance);
    }

    private boolean isCurrent(HttpPool pool) {
        return current != null && current.pool() == pool;
    }

    private void replace() {
        if (wanted != null && starter == null) {
            start(current == null ? Urgency.AT_ONCE : Urgency.IN_BACKGROUND);
        }
    }

    private void retireCurrent() {
        var instance = current;
        if (instance == null) {
            return;
        }
        current = null;
        dispatcher.instanceGone();
        finishing++;
        instance.pool().retire(() -> {
            instance.running().stop();
            finishing--;
            if (state == State.STOPPING && finishing == 0) {
                move(State.STOPPED);
            }
        });
    }

    private void move(State next) {
        if (next != State.FAILED) {
            error = "";
        }
        if (state != next) {
            state = next;
            listener.instanceChanged();
        }
    }

    static Duration timeout(FunctionSpec spec) {
        return Duration.ofMillis(spec.getTimeoutMs() == 0 ? 30_000 : Integer.toUnsignedLong(spec.getTimeoutMs()));
    }
}

package io.slackline.agent.host;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.slackline.agent.host.Instance.Phase;
import io.slackline.agent.invoke.Dispatcher;
import io.slackline.agent.invoke.InstancePort;
import io.slackline.agent.invoke.Refusal;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.pool.WarmPool;
import io.slackline.agent.runtime.FunctionRuntime;
import io.slackline.agent.runtime.RunningInstance;
import io.slackline.agent.runtime.Start;
import io.slackline.agent.runtime.Start.Urgency;
import io.slackline.api.v1.FunctionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of one function: starts them, replaces the last one when it hangs or dies or a new version comes, stops them when their last
 * requests are answered. None, one or several may live while the function is wanted; how many is decided elsewhere. When the function leaves
 * the node, one may stay parked and serve again when it returns. Belongs to the event loop; starting runs elsewhere.
 */
final class InstanceKeeper implements Dispatcher.Observer {
    private static final Logger log = LoggerFactory.getLogger(InstanceKeeper.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    /** An instance that lived that long may be replaced at once. */
    private static final Duration STABLE = Duration.ofSeconds(5);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_PRECONNECTED = 8;

    enum State {
        /** None is wanted and none takes requests. */
        STOPPED,
        /** None is wanted; some still finish their requests. */
        STOPPING,
        /** None lives, and the next request starts one. */
        COLD,
        STARTING,
        READY,
        /** The last attempt to start failed; the next one follows. */
        FAILED
    }

    /** What becomes of instances whose function leaves the node. */
    enum Afterwards {
        /** One waits, idle, for the function's return. */
        PARK,
        END
    }

    /** Told on the event loop after each change of state. */
    interface Listener {
        void instanceChanged();

        void instanceLost(String how);

        /** It took so long from the beginning of its start until it was ready. */
        void instanceStarted(long nanos);
    }

    private final Transport transport;
    private final EventLoop loop;
    private final FunctionRuntime runtime;
    private final WarmPool room;
    private final PoolConfig config;
    private final Dispatcher dispatcher;
    private final Listener listener;
    private final List<Instance> serving = new ArrayList<>();
    private State state = State.STOPPED;
    private @Nullable FunctionSpec wanted;
    private @Nullable Instance starting;
    private @Nullable Instance parked;
    /** Gives up the start, or the question, that is under way. */
    private @Nullable Runnable giveUp;

    private @Nullable Future<?> retry;
    private Duration pause = Duration.ZERO;
    private String error = "";
    private int finishing;
    private long demandedNanos;
    private boolean demanded;

    InstanceKeeper(
            Transport transport,
            FunctionRuntime runtime,
            WarmPool room,
            PoolConfig config,
            DispatcherFactory dispatcher,
            Listener listener) {
        this.transport = transport;
        loop = transport.loop();
        this.runtime = runtime;
        this.room = room;
        this.config = config;
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

    /** Some live that take requests, of whatever version. */
    boolean serving() {
        return !serving.isEmpty();
    }

    /** Instances that take requests. */
    int size() {
        return serving.size();
    }

    /** One of the wanted version takes requests. */
    boolean upToDate() {
        return serving.stream().anyMatch(instance -> instance.spec().equals(wanted));
    }

    boolean hasParked() {
        return parked != null;
    }

    /** One more instance may be started. */
    boolean mayGrow() {
        return wanted != null && starting == null && state != State.FAILED && serving.size() < config.maxInstances();
    }

    /** Of all that live, parked ones included. */
    List<Long> pids() {
        var pids = new ArrayList<Long>();
        serving.forEach(instance -> pids.add(instance.running().pid()));
        if (parked != null) {
            pids.add(parked.running().pid());
        }
        return pids;
    }

    /** The start that is under way. */
    Optional<Start> start() {
        return Optional.ofNullable(starting).map(Instance::start);
    }

    /** An instance of exactly this version shall live. Repeating it changes nothing, unless the function has gone cold meanwhile. */
    void want(FunctionSpec spec) {
        if (spec.equals(wanted)) {
            if (state == State.COLD) {
                demand();
                begin(Urgency.IN_BACKGROUND);
            }
            return;
        }
        wanted = spec;
        pause = Duration.ZERO;
        dispatcher.setTimeout(timeout(spec));
        demand();
        var idle = parked;
        parked = null;
        if (idle != null && idle.spec().equals(spec)) {
            unpark(idle);
        } else {
            if (idle != null) {
                end(idle);
            }
            begin(Urgency.IN_BACKGROUND);
        }
    }

    long nanos() {
        return loop.ticker().nanoTime();
    }

    private void demand() {
        demanded = true;
        demandedNanos = nanos();
    }

    /** An invocation has come: what was demanded has been used, from now on the pool may decide. */
    void invoked() {
        demanded = false;
    }

    /** What the controller has just asked for stays until it is used, or for a while. */
    boolean mayEvict() {
        return dispatcher.queued() == 0
                && !(demanded
                        && nanos() - demandedNanos < config.assignedGrace().toNanos());
    }

    /** Starts one more instance when there is room for it and none is being started; false when there is no room. */
    boolean grow(Urgency urgency) {
        var spec = wanted;
        if (spec == null || starting != null || state == State.FAILED) {
            return true;
        }
        if (!room.makeRoom(memoryMib(spec))) {
            return false;
        }
        begin(urgency);
        return true;
    }

    /** No instance shall live; those there are end when their requests are answered. */
    void stop(Afterwards afterwards) {
        wanted = null;
        cancelStart();
        List.copyOf(serving).forEach(instance -> retire(instance, afterwards));
        if (afterwards == Afterwards.END && parked != null) {
            var idle = parked;
            parked = null;
            end(idle);
        }
        move(finishing > 0 ? State.STOPPING : State.STOPPED);
    }

    /** Ends everything now. */
    void kill() {
        wanted = null;
        cancelStart();
        if (parked != null) {
            serving.add(parked);
            parked = null;
        }
        for (var instance : List.copyOf(serving)) {
            if (instance.phase() == Phase.SERVING) {
                dispatcher.instanceGone(instance.pool());
                instance.pool().abort();
            }
            gone(instance);
            instance.running().kill();
        }
        serving.clear();
        move(State.STOPPED);
    }

    private void begin(Urgency urgency) {
        cancelStart();
        var spec = wanted;
        if (spec == null) {
            return;
        }
        int memoryMib = memoryMib(spec);
        if (!room.makeRoom(memoryMib)) {
            log.info(
                    "function {}: starts though the warm pool of {} MiB is full of instances in use",
                    spec.getName(),
                    room.boundMib());
        }
        var instance = new Instance(this, spec, memoryMib, new Start(urgency));
        room.add(instance);
        starting = instance;
        if (state != State.FAILED && serving.isEmpty()) {
            move(State.STARTING);
        }
        giveUp = runtime.begin(spec, instance.start(), new FunctionRuntime.Outcome() {
            @Override
            public void started(RunningInstance running) {
                if (!toLoop(() -> InstanceKeeper.this.started(instance, running))) {
                    running.kill();
                }
            }

            @Override
            public void failed(Throwable why) {
                toLoop(() -> startFailed(instance, why));
            }
        });
    }

    /** Asks a parked instance whether it still answers; it serves then, and is replaced otherwise. */
    private void unpark(Instance instance) {
        cancelStart();
        instance.move(Phase.STARTING);
        starting = instance;
        move(State.STARTING);
        giveUp = instance.running().probe(answers -> toLoop(() -> probed(instance, answers)));
    }

    private void probed(Instance instance, boolean answers) {
        if (answers || instance.phase() != Phase.STARTING) {
            started(instance, instance.running());
            return;
        }
        log.warn("function {}: its parked instance does not answer any more and is replaced", instance.function());
        starting = null;
        giveUp = null;
        gone(instance);
        instance.running().kill();
        begin(Urgency.IN_BACKGROUND);
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
        var instance = starting;
        starting = null;
        if (giveUp != null) {
            giveUp.run();
            giveUp = null;
        }
        if (instance != null) {
            gone(instance);
            if (instance.started()) {
                instance.running().kill();
            }
        }
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
    }

    private void started(Instance instance, RunningInstance running) {
        if (instance.phase() != Phase.STARTING) {
            running.kill();
            return;
        }
        starting = null;
        giveUp = null;
        instance.start().end();
        if (!instance.started()) {
            instance.runs(running);
            listener.instanceStarted(nanos() - instance.readyNanos());
            var _ = running.ended().thenAccept(how -> toLoop(() -> ended(instance, how)));
        }
        for (var other : List.copyOf(serving)) {
            if (!other.spec().equals(instance.spec())) {
                retire(other, Afterwards.END);
            }
        }
        serve(instance);
    }

    private void serve(Instance instance) {
        int concurrency = Math.max(1, instance.spec().getConcurrency());
        var pool = instance.running().connect(transport, concurrency);
        instance.move(Phase.SERVING);
        instance.serves(pool);
        serving.add(instance);
        pool.preconnect(Math.min(concurrency, MOST_PRECONNECTED));
        error = "";
        dispatcher.instanceReady(pool);
        state = State.READY;
        listener.instanceChanged();
    }

    private void startFailed(Instance instance, Throwable failed) {
        if (instance.phase() != Phase.STARTING) {
            return;
        }
        starting = null;
        giveUp = null;
        instance.start().end();
        gone(instance);
        pause = pause.isZero() ? FIRST_PAUSE : pause;
        error = failed instanceof Error ? failed.toString() : String.valueOf(failed.getMessage());
        log.warn("function {}: {}; next attempt in {} ms", instance.function(), error, pause.toMillis());
        if (serving.isEmpty()) {
            dispatcher.refuseQueue(Refusal.NO_INSTANCE, error);
        }
        replaceLater();
        move(State.FAILED);
    }

    /** At once the first time, then after pauses that grow while instances do not live long. */
    private void replaceLost(Instance instance) {
        if (nanos() - instance.readyNanos() > STABLE.toNanos()) {
            pause = Duration.ZERO;
        }
        if (wanted != null && serving.isEmpty() && starting == null) {
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
        var phase = instance.phase();
        gone(instance);
        if (instance == parked) {
            parked = null;
        }
        if (phase != Phase.SERVING) {
            return;
        }
        log.warn("function {}: its instance died: {}", instance.function(), how);
        serving.remove(instance);
        dispatcher.instanceGone(instance.pool());
        // Not aborted: an answer that was written before the end is still in the socket, behind it comes the end.
        instance.pool().retire(() -> {});
        listener.instanceLost(how);
        replaceLost(instance);
    }

    @Override
    public void hung(InstancePort pool) {
        discard(pool, "it did not answer in time");
    }

    @Override
    public void unreachable(InstancePort pool) {
        discard(pool, "it takes no connections");
    }

    /** No new requests; killed when those that it still has are answered or over time themselves. */
    private void discard(InstancePort pool, String why) {
        var found = serving.stream().filter(each -> each.servesThrough(pool)).findFirst();
        if (found.isEmpty()) {
            return;
        }
        var instance = found.get();
        log.warn("function {}: its instance is replaced: {}", instance.function(), why);
        serving.remove(instance);
        instance.move(Phase.FINISHING);
        dispatcher.instanceGone(pool);
        pool.retire(() -> instance.running().kill());
        var _ = instance.running().ended().thenAccept(how -> toLoop(() -> listener.instanceLost(why + "; " + how)));
        replaceLost(instance);
    }

    private void replace() {
        if (wanted != null && giveUp == null) {
            begin(serving.isEmpty() ? Urgency.AT_ONCE : Urgency.IN_BACKGROUND);
        }
    }

    private void retire(Instance instance, Afterwards afterwards) {
        serving.remove(instance);
        instance.move(Phase.FINISHING);
        dispatcher.instanceGone(instance.pool());
        finishing++;
        instance.pool().retire(() -> finished(instance, afterwards));
    }

    private void finished(Instance instance, Afterwards afterwards) {
        finishing--;
        if (instance.phase() == Phase.FINISHING) {
            boolean wantedAgain = instance.spec().equals(wanted) && serving.isEmpty();
            if (wantedAgain && afterwards == Afterwards.PARK) {
                cancelStart();
                serve(instance);
            } else if (afterwards == Afterwards.PARK && wanted == null && parked == null && mayPark()) {
                instance.used();
                instance.move(Phase.PARKED);
                parked = instance;
            } else {
                end(instance);
            }
        }
        if (state == State.STOPPING && finishing == 0) {
            move(State.STOPPED);
        }
    }

    private boolean mayPark() {
        return !config.parkedTimeout().isZero() && room.usedMib() <= room.boundMib();
    }

    /** From the pool, which needs the room or sees no use in it. */
    void evict(Instance instance) {
        switch (instance.phase()) {
            case PARKED -> {
                parked = null;
                end(instance);
            }
            case SERVING -> {
                serving.remove(instance);
                instance.move(Phase.FINISHING);
                dispatcher.instanceGone(instance.pool());
                instance.pool().retire(() -> {});
                end(instance);
                if (serving.isEmpty() && starting == null && wanted != null) {
                    move(State.COLD);
                } else {
                    listener.instanceChanged();
                }
            }
            case STARTING, FINISHING, GONE -> throw new IllegalStateException("evicted in phase " + instance.phase());
        }
    }

    /** Those that run nothing end now. */
    void endIdle() {
        for (var instance : List.copyOf(serving)) {
            if (instance.pool().busy() == 0) {
                evict(instance);
            }
        }
    }

    private void end(Instance instance) {
        gone(instance);
        instance.running().stop();
    }

    private void gone(Instance instance) {
        room.remove(instance);
        if (instance.phase() != Phase.GONE) {
            instance.move(Phase.GONE);
        }
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

    int memoryMib(FunctionSpec spec) {
        return spec.getMemoryMib() == 0 ? config.functionMemoryMib() : spec.getMemoryMib();
    }

    static Duration timeout(FunctionSpec spec) {
        return Duration.ofMillis(spec.getTimeoutMs() == 0 ? 30_000 : Integer.toUnsignedLong(spec.getTimeoutMs()));
    }
}

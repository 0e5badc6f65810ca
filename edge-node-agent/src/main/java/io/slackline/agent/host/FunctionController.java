package io.slackline.agent.host;

import io.netty.channel.EventLoop;
import io.slackline.agent.host.ManagedFunction.PausableStart;
import io.slackline.agent.pool.Admission;
import io.slackline.agent.pool.InvocationThreads;
import io.slackline.agent.pool.Policies;
import io.slackline.agent.pool.Policy;
import io.slackline.agent.pool.PoolConfig;
import io.slackline.agent.pool.WarmPool;
import io.slackline.agent.runtime.Start;
import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.PoolStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Decides for all functions of the node how many instances live and what may run (NEMO, section 4.3): it holds the parts of package {@code pool}
 * together, asks the policy, and acts. Belongs to the event loop.
 */
final class FunctionController {
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Told on the event loop. */
    interface Listener {
        /** Functions need CPU, or do not any more: one warms, runs or waits. */
        void activity(boolean now);
    }

    private final EventLoop loop;
    private final PoolConfig config;
    private final Policy policy;
    private final WarmPool pool;
    private final Admission admission;
    private final InvocationThreads threads = new InvocationThreads();
    private final List<ManagedFunction> functions = new ArrayList<>();
    private final IntSupplier availableMillicores;
    private final Listener listener;
    private int open;
    private int starting;
    private boolean active;
    private boolean pumping;
    private long warmInvocations;
    private long coldInvocations;
    private long prewarms;
    private long offloaded;

    /** @param availableMillicores that functions may use now; read from the event loop */
    FunctionController(EventLoop loop, PoolConfig config, IntSupplier availableMillicores, Listener listener) {
        this.loop = loop;
        this.config = config;
        this.availableMillicores = availableMillicores;
        this.listener = listener;
        policy = Policies.of(config.policy());
        pool = new WarmPool(config.memoryMib());
        admission = new Admission(
                policy.admits() ? config.admissionHorizon() : Duration.ZERO,
                config.admissionFloorMillicores(),
                config.queueBound());
        every(TICK, this::tick);
        every(config.prewarmInterval(), this::prewarm);
    }

    private void every(Duration interval, Runnable task) {
        var _ = loop.scheduleWithFixedDelay(task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    ManagedFunction manage(HostedFunction hosted) {
        var managed = new ManagedFunction(this, hosted);
        functions.add(managed);
        return managed;
    }

    /** It has left the node; its last requests may still be running. */
    void forget(ManagedFunction managed) {
        functions.remove(managed);
    }

    long nanos() {
        return loop.ticker().nanoTime();
    }

    PoolConfig config() {
        return config;
    }

    Policy policy() {
        return policy;
    }

    WarmPool pool() {
        return pool;
    }

    Admission admission() {
        return admission;
    }

    InvocationThreads threads() {
        return threads;
    }

    boolean mayBegin(ManagedFunction function) {
        return admission.mayBegin(
                function.functionClass(), function.history().cpuNanos(), availableMillicores.getAsInt());
    }

    boolean mayWait(FunctionClass of) {
        int waiting = 0;
        for (var function : functions) {
            waiting += function.functionClass() == of ? function.waiting() : 0;
        }
        return admission.mayWait(waiting);
    }

    void prewarmBegan(String function, Start start) {
        prewarms++;
        threads.prewarmBegan(function, new PausableStart(start));
    }

    void prewarmEnded(InvocationThreads.Kind waitersBecome) {
        threads.prewarmEnded(waitersBecome);
    }

    void openChanged(int change) {
        open += change;
        noteActivity();
    }

    void startingChanged(int change) {
        starting += change;
        noteActivity();
    }

    private void noteActivity() {
        boolean now = policy.harvests() && (open > 0 || starting > 0);
        if (now != active) {
            active = now;
            listener.activity(now);
        }
    }

    void completed(boolean cold) {
        if (cold) {
            coldInvocations++;
        } else {
            warmInvocations++;
        }
    }

    void offloaded() {
        offloaded++;
    }

    /** What waits for slack may run now: latency-sensitive functions first. */
    void afterCompletion() {
        if (pumping || !policy.admits()) {
            return;
        }
        pumping = true;
        try {
            pump(true);
            pump(false);
        } finally {
            pumping = false;
        }
    }

    private void pump(boolean latencySensitive) {
        for (int i = 0; i < functions.size(); i++) {
            var function = functions.get(i);
            if (function.waiting() > 0 && (function.functionClass() != FunctionClass.BEST_EFFORT) == latencySensitive) {
                function.pump();
            }
        }
    }

    /** Slack may have grown, memory may be free, and what was idle too long goes. */
    private void tick() {
        long now = nanos();
        pool.evictUnusedSince(
                now - config.parkedTimeout().toNanos(),
                member -> member instanceof Instance instance && instance.phase() == Instance.Phase.PARKED);
        pool.evictUnusedSince(now - config.idleTimeout().toNanos(), member -> true);
        for (var function : functions) {
            if (function.waiting() > 0) {
                function.waits();
            }
        }
    }

    /** The slack was measured anew. */
    void slackChanged() {
        afterCompletion();
    }

    /** The pre-warm daemon. */
    private void prewarm() {
        long unused = functions.stream().filter(ManagedFunction::prewarmed).count();
        if (threads.prewarming().isPresent() || unused >= config.maxPrewarmed()) {
            return;
        }
        var cold = functions.stream().filter(ManagedFunction::cold).toList();
        var chosen = policy.tick(
                nanos(),
                config.prewarmInterval(),
                cold.stream().map(ManagedFunction::asCold).toList(),
                Math.max(0, pool.boundMib() - pool.usedMib()));
        chosen.stream()
                .findFirst()
                .flatMap(name ->
                        cold.stream().filter(each -> each.name().equals(name)).findFirst())
                .ifPresent(ManagedFunction::prewarm);
    }

    PoolStatus status() {
        long now = nanos();
        return PoolStatus.newBuilder()
                .setPolicy(config.policy().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .setMemoryBoundMib(pool.boundMib())
                .setMemoryUsedMib(pool.usedMib())
                .setInstances(pool.size())
                .setState(threads.state().name())
                .setWarmInvocations(warmInvocations)
                .setColdInvocations(coldInvocations)
                .setPrewarms(prewarms)
                .setEvictions(pool.evictions())
                .setOffloaded(offloaded)
                .addAllFunctions(functions.stream()
                        .map(function -> function.describe(now))
                        .toList())
                .build();
    }
}

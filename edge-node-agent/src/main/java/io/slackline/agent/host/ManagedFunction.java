package io.slackline.agent.host;

import io.slackline.agent.invoke.Dispatcher;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.pool.FunctionHistory;
import io.slackline.agent.pool.InvocationThreads.Kind;
import io.slackline.agent.pool.Policy;
import io.slackline.agent.runtime.Start;
import io.slackline.agent.runtime.Start.Urgency;
import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.PooledFunction;
import java.util.concurrent.TimeUnit;

/** One function as the function controller sees it: what it is doing, and what is remembered of it. Belongs to the event loop. */
final class ManagedFunction implements Dispatcher.Gate {
    private final FunctionController controller;
    private final HostedFunction hosted;
    private final FunctionHistory history = new FunctionHistory();
    private Kind kind = Kind.COLD;
    private int running;
    private int waiting;
    private boolean starting;
    private boolean prewarmed;
    private double workNanos;
    private long completions;
    private long completionsAccounted;

    ManagedFunction(FunctionController controller, HostedFunction hosted) {
        this.controller = controller;
        this.hosted = hosted;
    }

    FunctionHistory history() {
        return history;
    }

    String name() {
        return hosted.name();
    }

    FunctionClass functionClass() {
        return hosted.spec().getClass_();
    }

    /** Requests that run or wait here. */
    int open() {
        return running + waiting;
    }

    int waiting() {
        return waiting;
    }

    /** It was started before anybody asked for it, and nobody has asked yet. */
    boolean prewarmed() {
        return prewarmed;
    }

    void pump() {
        hosted.keeper().dispatcher().pump();
    }

    /** No instance lives, and one may be started before a request comes. */
    boolean cold() {
        return hosted.mayPrewarm() && open() == 0;
    }

    Policy.Cold asCold() {
        return new Policy.Cold(name(), hosted.keeper().memoryMib(hosted.spec()), history);
    }

    Policy.Arrival arrival(boolean full) {
        var keeper = hosted.keeper();
        return new Policy.Arrival(
                name(),
                functionClass(),
                keeper.dispatcher().hasFreePlace(),
                keeper.mayGrow() && controller.pool().couldHold(keeper.memoryMib(hosted.spec())),
                full,
                hosted.hasPeerAtEdge(),
                hosted.hasPeerInCloud());
    }

    void arrived() {
        history.arrived(controller.nanos());
    }

    void prewarm() {
        var keeper = hosted.keeper();
        if (!keeper.grow(Urgency.IN_BACKGROUND)) {
            return;
        }
        keeper.start().ifPresent(start -> {
            prewarmed = true;
            kind = Kind.WARMING;
            controller.prewarmBegan(name(), start);
        });
    }

    void started(long nanos) {
        history.started(nanos);
    }

    /** CPU that its instances have used since the last call. */
    void usedCpu(long nanos) {
        long fresh = completions - completionsAccounted;
        if (fresh > 0) {
            history.used((double) nanos / fresh);
            completionsAccounted = completions;
        }
    }

    /** After each change of its instances. */
    void instancesChanged() {
        var keeper = hosted.keeper();
        boolean nowStarting = keeper.start().isPresent();
        var next = keeper.serving() ? Kind.WARM : Kind.COLD;
        if (kind == Kind.WARMING) {
            if (!nowStarting) {
                controller.prewarmEnded(next);
                kind = next;
            }
        } else if (next != kind) {
            controller.threads().changed(kind, next, open());
            kind = next;
        }
        if (nowStarting != starting) {
            starting = nowStarting;
            controller.startingChanged(starting ? 1 : -1);
        }
    }

    @Override
    public boolean mayBegin() {
        return controller.mayBegin(this);
    }

    @Override
    public boolean mayWait() {
        return controller.mayWait(functionClass());
    }

    @Override
    public void began() {
        hosted.keeper().invoked();
        prewarmed = false;
        workNanos += controller.admission().began(history.cpuNanos());
        running++;
        opened(1);
    }

    @Override
    public void ended(long runNanos, long initNanos) {
        double share = workNanos / running;
        workNanos -= share;
        controller.admission().ended(share);
        running--;
        opened(-1);
        completions++;
        if (runNanos >= 0) {
            history.ran(runNanos);
            controller.completed(initNanos > 0);
        }
        controller.afterCompletion();
        if (open() == 0 && controller.policy().completion(name()) == Policy.Idle.ENDS) {
            hosted.keeper().endIdle();
        }
    }

    @Override
    public void waiting(int now) {
        int change = now - waiting;
        waiting = now;
        opened(change);
    }

    private void opened(int change) {
        for (int i = 0; i < change; i++) {
            controller.threads().arrived(kind);
        }
        for (int i = change; i < 0; i++) {
            controller.threads().completed(kind);
        }
        if (change != 0) {
            controller.openChanged(change);
        }
    }

    /** More instances are started while requests wait for one; not while they wait for slack. */
    @Override
    public void waits() {
        if (!hosted.keeper().dispatcher().hasFreePlace() && hosted.keeper().mayGrow()) {
            hosted.keeper().grow(Urgency.AT_ONCE);
        }
    }

    @Override
    public void overflows(Exchange exchange, String why) {
        hosted.overflows(exchange, why);
    }

    PooledFunction describe(long nowNanos) {
        return PooledFunction.newBuilder()
                .setFunction(name())
                .setInstances(hosted.keeper().size())
                .setParked(hosted.keeper().hasParked())
                .setBWarm(history.bWarm())
                .setInvocationFrequency(history.frequency(nowNanos))
                .setSinceLastInvocationMs(history.sinceLast(nowNanos).toMillis())
                .setCpuUs(TimeUnit.NANOSECONDS.toMicros((long) history.cpuNanos()))
                .build();
    }

    /** Lets Algorithm 1 pause a start. */
    record PausableStart(Start start) implements io.slackline.agent.pool.InvocationThreads.Prewarm {
        @Override
        public void pause() {
            start.pause();
        }

        @Override
        public void resume() {
            start.resume();
        }
    }
}

package io.slackline.agent.host;

import io.slackline.agent.invoke.InstancePort;
import io.slackline.agent.pool.WarmPool;
import io.slackline.agent.runtime.RunningInstance;
import io.slackline.agent.runtime.Start;
import io.slackline.api.v1.FunctionSpec;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One instance from the moment its start begins until it has ended. Belongs to the event loop; its keeper moves it. */
final class Instance implements WarmPool.Member {
    enum Phase {
        STARTING,
        /** Takes requests. */
        SERVING,
        /** Takes no new ones. */
        FINISHING,
        /** Its function has left the node; it waits, idle, for its return. */
        PARKED,
        GONE;

        private Set<Phase> next() {
            return switch (this) {
                case STARTING -> EnumSet.of(SERVING, PARKED, GONE);
                case SERVING -> EnumSet.of(FINISHING, GONE);
                case FINISHING -> EnumSet.of(SERVING, PARKED, GONE);
                case PARKED -> EnumSet.of(STARTING, GONE);
                case GONE -> EnumSet.noneOf(Phase.class);
            };
        }
    }

    private final InstanceKeeper keeper;
    private final FunctionSpec spec;
    private final int memoryMib;
    private final Start start;
    private Phase phase = Phase.STARTING;
    private @Nullable RunningInstance running;
    private @Nullable InstancePort pool;
    private long readyNanos;
    private long usedNanos;

    Instance(InstanceKeeper keeper, FunctionSpec spec, int memoryMib, Start start) {
        this.keeper = keeper;
        this.spec = spec;
        this.memoryMib = memoryMib;
        this.start = start;
        readyNanos = keeper.nanos();
        usedNanos = readyNanos;
    }

    FunctionSpec spec() {
        return spec;
    }

    Start start() {
        return start;
    }

    Phase phase() {
        return phase;
    }

    void move(Phase to) {
        if (!phase.next().contains(to)) {
            throw new IllegalStateException("an instance of " + function() + " cannot go from " + phase + " to " + to);
        }
        phase = to;
    }

    void runs(RunningInstance now) {
        running = now;
    }

    /** Only from when its start is over. */
    RunningInstance running() {
        var now = running;
        if (now == null) {
            throw new IllegalStateException("an instance of " + function() + " is not running: " + phase);
        }
        return now;
    }

    boolean started() {
        return running != null;
    }

    void serves(InstancePort through) {
        pool = through;
        readyNanos = keeper.nanos();
        usedNanos = readyNanos;
    }

    /** Only while SERVING or FINISHING. */
    InstancePort pool() {
        var now = pool;
        if (now == null) {
            throw new IllegalStateException("an instance of " + function() + " takes no requests: " + phase);
        }
        return now;
    }

    boolean servesThrough(InstancePort through) {
        return through.equals(pool);
    }

    long readyNanos() {
        return readyNanos;
    }

    void used() {
        usedNanos = keeper.nanos();
    }

    @Override
    public String function() {
        return spec.getName();
    }

    @Override
    public int memoryMib() {
        return memoryMib;
    }

    @Override
    public long lastUsedNanos() {
        return phase == Phase.SERVING
                ? keeper.dispatcher().lastUsedNanos(pool()).orElse(usedNanos)
                : usedNanos;
    }

    @Override
    public boolean evictable() {
        return switch (phase) {
            case PARKED -> true;
            case SERVING -> pool().busy() == 0 && keeper.mayEvict();
            case STARTING, FINISHING, GONE -> false;
        };
    }

    @Override
    public void evict() {
        keeper.evict(this);
    }
}

package io.slackline.agent.pool;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Preemptive thread management (NEMO, section 4.3, Algorithm 1): who runs when a function is being pre-warmed and invocations come. Pre-warming only
 * makes later invocations faster, so it stands still while others need the CPU: except when the invocation is of the very function that is being
 * warmed, which waits for it and then starts warm.
 *
 * <p>The state follows from what is under way, and each event may only come where it can:
 *
 * <pre>
 * NONE          nothing                      S1  a pre-warm alone             S2  invocations alone
 * S3            warm invocations; the pre-warm is paused
 * S4_COLD       a cold invocation among them; the pre-warm is paused
 * S4_WARMING    an invocation waits for the pre-warm, which runs, whatever else there is
 * </pre>
 *
 * Belongs to one thread.
 */
public final class InvocationThreads {
    public enum State {
        NONE,
        S1,
        S2,
        S3,
        S4_COLD,
        S4_WARMING;

        boolean prewarmRuns() {
            return this == S1 || this == S4_WARMING;
        }
    }

    /** How an invocation finds its function. */
    public enum Kind {
        /** An instance is warm. */
        WARM,
        /** It is being pre-warmed. */
        WARMING,
        /** Neither: its start is part of the invocation. */
        COLD
    }

    /** What happens to the pre-warm. */
    public interface Prewarm {
        void pause();

        void resume();
    }

    private @Nullable String function;
    private @Nullable Prewarm prewarm;
    private int warm;
    private int cold;
    private int waiting;
    private State state = State.NONE;

    public State state() {
        return state;
    }

    /** The function that is being pre-warmed. */
    public Optional<String> prewarming() {
        return Optional.ofNullable(function);
    }

    /** A pre-warm has begun; there is one at a time. It may be paused before this returns. */
    public void prewarmBegan(String name, Prewarm control) {
        if (function != null) {
            throw new IllegalStateException("pre-warming of " + name + " begins while " + function + " is pre-warmed");
        }
        function = name;
        prewarm = control;
        move(true);
    }

    /** It is warm, or was given up; those that waited for it run as warm, or as cold ones, from now on. */
    public void prewarmEnded(Kind waitersBecome) {
        if (function == null) {
            throw new IllegalStateException("no function is pre-warmed");
        }
        switch (waitersBecome) {
            case WARM -> warm += waiting;
            case COLD -> cold += waiting;
            case WARMING -> throw new IllegalArgumentException("a pre-warm that has ended leaves nobody waiting");
        }
        waiting = 0;
        var ended = prewarm;
        boolean wasRunning = state.prewarmRuns();
        function = null;
        prewarm = null;
        move(false);
        if (ended != null && !wasRunning) {
            ended.resume();
        }
    }

    /** How an invocation of this function finds it. */
    public Kind kind(String name, boolean isWarm) {
        if (isWarm) {
            return Kind.WARM;
        }
        return name.equals(function) ? Kind.WARMING : Kind.COLD;
    }

    /** An invocation has come and is not over before {@link #completed}. */
    public void arrived(Kind kind) {
        switch (kind) {
            case WARM -> warm++;
            case COLD -> cold++;
            case WARMING -> {
                if (function == null) {
                    throw new IllegalStateException("nothing is pre-warmed that could be waited for");
                }
                waiting++;
            }
        }
        move(state.prewarmRuns());
    }

    /** An instance has become ready, or was lost, while so many invocations were under way. */
    public void changed(Kind from, Kind to, int count) {
        if (from == Kind.WARMING || to == Kind.WARMING) {
            throw new IllegalArgumentException(
                    "waiting for a pre-warm begins with an arrival and ends with the pre-warm");
        }
        if ((from == Kind.WARM ? warm : cold) < count) {
            throw new IllegalStateException(count + " invocations of kind " + from + " are not under way");
        }
        boolean ran = state.prewarmRuns();
        warm += (to == Kind.WARM ? count : 0) - (from == Kind.WARM ? count : 0);
        cold += (to == Kind.COLD ? count : 0) - (from == Kind.COLD ? count : 0);
        move(ran);
    }

    /** An invocation of this kind is over. */
    public void completed(Kind kind) {
        int left = switch (kind) {
            case WARM -> --warm;
            case COLD -> --cold;
            case WARMING -> --waiting;
        };
        if (left < 0) {
            throw new IllegalStateException("no invocation of kind " + kind + " is under way");
        }
        move(state.prewarmRuns());
    }

    private void move(boolean prewarmRan) {
        state = next();
        var control = prewarm;
        if (control != null && prewarmRan != state.prewarmRuns()) {
            if (prewarmRan) {
                control.pause();
            } else {
                control.resume();
            }
        }
    }

    private State next() {
        boolean invoking = warm + cold > 0;
        if (function == null) {
            return invoking ? State.S2 : State.NONE;
        }
        if (waiting > 0) {
            return State.S4_WARMING;
        }
        if (!invoking) {
            return State.S1;
        }
        return cold > 0 ? State.S4_COLD : State.S3;
    }
}

package io.slackline.agent.runtime;

import org.jspecify.annotations.Nullable;

/**
 * One start of an instance, as its starter and whoever asked for it share it: what it may disturb, and a way to pause it. Any thread may call
 * it.
 */
public final class Start {
    /** What a start may disturb. */
    public enum Urgency {
        /** Nothing that runs already: it stays at low priority until it is ready. */
        IN_BACKGROUND,
        /** Requests wait for it. */
        AT_ONCE
    }

    /** Something that can be halted in the middle of its work, and go on. Calls return at once; repeating one is harmless. */
    public interface Pausable {
        void pause();

        void resume();
    }

    private final Urgency urgency;
    private @Nullable Pausable subject;
    private boolean paused;
    private boolean over;

    public Start(Urgency urgency) {
        this.urgency = urgency;
    }

    public Urgency urgency() {
        return urgency;
    }

    /** Called by the runtime as soon as there is something to pause; a runtime that starts in a few milliseconds need not call it. */
    public synchronized void began(Pausable pausable) {
        subject = pausable;
        if (paused) {
            pausable.pause();
        }
    }

    /** Halts it until {@link #resume}; nothing when it is over. */
    public synchronized void pause() {
        if (!over && !paused) {
            paused = true;
            if (subject != null) {
                subject.pause();
            }
        }
    }

    public synchronized void resume() {
        if (paused) {
            paused = false;
            if (subject != null) {
                subject.resume();
            }
        }
    }

    /** The instance is ready or given up; it runs, and is never paused again. */
    public synchronized void end() {
        resume();
        over = true;
    }
}

package io.slackline.agent.invoke;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of one message on its way through the agent, for bodies too large to be held whole. One end puts pieces in as they arrive, the other takes them
 * out as fast as they can be sent on; between them waits about {@link #MOST_HELD_BYTES} at most, because the source is asked to pause. Belongs to the
 * event loop.
 */
public final class BodyStream {
    /** Bodies up to this size are held whole: so a request can be sent again, and instances are not taken up by clients that dawdle over a short one. */
    public static final int LARGEST_WHOLE_BYTES = 256 << 10;

    static final int MOST_HELD_BYTES = 64 << 10;

    /** Where the pieces come from. */
    public interface Source {
        /** Somebody takes pieces and could take more. Nobody has promised to before the first call. */
        void resume();

        /** Enough for now. */
        void pause();

        /** Nobody takes the rest. */
        void cancelled();
    }

    private enum Demand {
        NONE_YET,
        MORE,
        PAUSED
    }

    private final Source source;
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private int heldBytes;
    private Demand demand = Demand.NONE_YET;
    private Runnable onChange = () -> {};
    private Runnable whenDone = () -> {};
    private boolean done;
    private Optional<String> failure = Optional.empty();
    private boolean complete;
    private boolean cancelled;

    public BodyStream(Source source) {
        this.source = source;
    }

    /** Puts in the next piece, which it takes over. */
    public void offer(ByteBuf piece) {
        if (cancelled || !piece.isReadable()) {
            piece.release();
            return;
        }
        held.addLast(piece);
        heldBytes += piece.readableBytes();
        if (heldBytes >= MOST_HELD_BYTES && demand != Demand.PAUSED) {
            demand = Demand.PAUSED;
            source.pause();
        }
        onChange.run();
    }

    /** The last piece is in. */
    public void complete() {
        complete = true;
        onChange.run();
        noteDone();
    }

    /** The rest will never come. Has no effect on a complete body. */
    public void fail(String why) {
        if (!complete && !cancelled && failure.isEmpty()) {
            failure = Optional.of(why);
            release();
            onChange.run();
            noteDone();
        }
    }

    /** Runs when everything has been taken, or the rest is lost or not wanted. */
    public void whenDone(Runnable told) {
        whenDone = told;
    }

    private void noteDone() {
        if (!done && (cancelled || failure.isPresent() || over())) {
            done = true;
            whenDone.run();
        }
    }

    /** Told after each change, by whoever takes the pieces. */
    void onChange(Runnable told) {
        onChange = told;
    }

    /** The next piece, the caller's from now on; null when there is none now. */
    @Nullable
    ByteBuf poll() {
        var piece = take();
        if (heldBytes < MOST_HELD_BYTES / 2 && demand != Demand.MORE && !complete && failure.isEmpty()) {
            demand = Demand.MORE;
            source.resume();
        }
        return piece == null ? take() : piece;
    }

    private @Nullable ByteBuf take() {
        var piece = held.pollFirst();
        if (piece != null) {
            heldBytes -= piece.readableBytes();
            noteDone();
        }
        return piece;
    }

    /** Pieces wait to be taken. */
    boolean waits() {
        return !held.isEmpty();
    }

    /** Everything has been taken. */
    boolean over() {
        return complete && held.isEmpty() && !cancelled;
    }

    /** Why the rest will never come. */
    Optional<String> failure() {
        return failure;
    }

    /** Nobody takes the rest. Has no effect when it is over or has failed. */
    public void cancel() {
        if (cancelled) {
            return;
        }
        cancelled = true;
        onChange = () -> {};
        release();
        if (!complete && failure.isEmpty()) {
            source.cancelled();
        }
        noteDone();
    }

    private void release() {
        held.forEach(ByteBuf::release);
        held.clear();
        heldBytes = 0;
    }
}

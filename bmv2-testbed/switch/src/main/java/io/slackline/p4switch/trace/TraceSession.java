package io.slackline.p4switch.trace;

import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.trace.v1.PacketTrace;
import io.slackline.p4switch.trace.v1.TraceRequest;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One wish to see packets: which, and how many. The packet thread puts traces in and never waits; while the queue is full, packets that
 * match go untraced and uncounted.
 */
public final class TraceSession {

    /** Most packets that one session may ask for. */
    public static final int MAX_COUNT = 1_000_000;

    private static final int QUEUE = 256;

    /** What a session tells its owner. */
    public sealed interface News {

        record Traced(PacketTrace trace) implements News {}

        /** All were traced. */
        record Complete() implements News {}

        /** Another program was committed, to which the filter does not apply. */
        record Broken(TargetException reason) implements News {}
    }

    private final Filter filter;
    private final TraceRequest.Fate fate;
    private final int wanted;
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private int traced;
    private boolean over;

    /**
     * Reads a request.
     *
     * @throws TargetException INVALID_ARGUMENT for a filter that cannot be read, or a count out of bounds
     */
    public TraceSession(TraceRequest request) {
        if (Integer.toUnsignedLong(request.getCount()) > MAX_COUNT) {
            throw TargetException.invalid("count " + Integer.toUnsignedString(request.getCount()) + "; valid: 1 to "
                    + MAX_COUNT + ", 0 for 1");
        }
        if (request.getFate() == TraceRequest.Fate.UNRECOGNIZED) {
            throw TargetException.invalid("unknown fate; valid: ANY, SENT, DROPPED");
        }
        filter = Filter.parse(request.getFilter());
        fate = request.getFate();
        wanted = Math.max(1, request.getCount());
    }

    /** Waits for the next piece of news; {@code Complete} and {@code Broken} are the last. */
    public News await() throws InterruptedException {
        return news.take();
    }

    /** The trace that came and was not awaited, if there is one; for owners that feed packets themselves. */
    public Optional<PacketTrace> taken() {
        return news.poll() instanceof News.Traced(PacketTrace trace) ? Optional.of(trace) : Optional.empty();
    }

    /**
     * Checks that a program has what the filter names.
     *
     * @throws TargetException INVALID_ARGUMENT if it does not
     */
    public void requireFits(ProgramIr program) {
        filter.bind(program);
    }

    /** Ends before all were traced. Under the packet lock. */
    public void end(TargetException reason) {
        if (!over) {
            over = true;
            news.add(new News.Broken(reason));
        }
    }

    // --- packet thread

    Filter.Bound bind(ProgramIr program) {
        return filter.bind(program);
    }

    boolean wants() {
        return !over && news.size() < QUEUE;
    }

    void take(PacketTrace trace) {
        boolean fits = switch (fate) {
            case SENT -> trace.getOutputsCount() > 0;
            case DROPPED -> trace.getOutputsCount() == 0;
            case ANY, UNRECOGNIZED -> true;
        };
        if (over || !fits) {
            return;
        }
        traced++;
        news.add(new News.Traced(trace.toBuilder().setNumber(traced).build()));
        if (traced == wanted) {
            over = true;
            news.add(new News.Complete());
        }
    }
}

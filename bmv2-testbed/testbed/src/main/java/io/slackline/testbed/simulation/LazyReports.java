package io.slackline.testbed.simulation;

import java.util.ArrayDeque;

/**
 * A report becomes a packet only when it may be read, and only if no later one has arrived by then.
 *
 * <p>Why this changes no decision: a report writes its node's cells and no others, all of them, whatever stood there, and the program reads them only for a
 * packet that picks a node. So before such a packet the cells must hold what the last report to arrive has written, with the tick of its arrival, and nobody
 * can tell whether those before it were ever there. The last one is processed late, under the clock of its own arrival. (Only the program's counts of accepted
 * reports differ, and no decision reads them.) {@code EconomyTest} compares decision by decision.
 *
 * <p>What will have been said when is kept as stretches of reports with the same content, which are a period apart; a change of content ends a stretch.
 */
final class LazyReports implements Reports {
    private final VirtualLoop loop;
    private final long intervalNanos;
    private final long wayNanos;
    private final Line line;
    private final ArrayDeque<Stretch> stretches = new ArrayDeque<>();
    private Content content;
    private int delivered;

    /**
     * Reports of one content.
     *
     * @param firstNanos when the first was sent
     * @param firstSequence its number
     */
    private record Stretch(long firstNanos, int firstSequence, Content content) {}

    LazyReports(VirtualLoop loop, long intervalNanos, long wayNanos, Content content, Line line) {
        this.loop = loop;
        this.intervalNanos = intervalNanos;
        this.wayNanos = wayNanos;
        this.content = content;
        this.line = line;
    }

    @Override
    public void begin() {
        stretches.add(new Stretch(loop.now(), 1, content));
        loop.after(wayNanos, this::aboutToBeRead);
    }

    @Override
    public void slackChanged(long atNanos, int slackMillicores, boolean wakes) {
        content = new Content(slackMillicores, content.warmBits(), content.draining());
        changed(atNanos, wakes);
    }

    @Override
    public void wake(int warmBits, boolean draining) {
        content = new Content(content.slackMillicores(), warmBits, draining);
        changed(loop.now(), true);
    }

    /** From then on reports say what is said now: the next that is due, or one at that moment. */
    private void changed(long atNanos, boolean wakes) {
        if (stretches.isEmpty()) {
            return;
        }
        // One that was still to begin never does; its content is superseded, its moment is not.
        Stretch last = stretches.getLast();
        long sentBefore = Math.ceilDiv(atNanos - last.firstNanos(), intervalNanos);
        long nextNanos = sentBefore <= 0 ? last.firstNanos() : last.firstNanos() + sentBefore * intervalNanos;
        int nextSequence = last.firstSequence() + (int) Math.max(0, sentBefore);
        if (sentBefore <= 0) {
            stretches.removeLast();
        }
        stretches.add(new Stretch(wakes ? atNanos : nextNanos, nextSequence, content));
    }

    @Override
    public void aboutToBeRead() {
        long sentBy = loop.now() - wayNanos;
        long begun = stretches.stream()
                .takeWhile(stretch -> stretch.firstNanos() <= sentBy)
                .count();
        if (begun == 0) {
            return;
        }
        for (; begun > 1; begun--) {
            stretches.removeFirst();
        }
        Stretch current = stretches.getFirst();
        long number = (sentBy - current.firstNanos()) / intervalNanos;
        int sequence = current.firstSequence() + (int) number;
        if (sequence - delivered > 0) {
            delivered = sequence;
            line.deliver(sequence, current.content(), current.firstNanos() + number * intervalNanos + wayNanos);
        }
    }
}

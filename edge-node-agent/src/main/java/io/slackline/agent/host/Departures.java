package io.slackline.agent.host;

import java.time.Duration;

/**
 * Lets the connections of a draining function go in turns. All at once would come back at once, to the node that has just taken the function over: evenly
 * over time, their new connections are lost among the others' requests. (Envoy's drain strategy "gradual" is for the same.) For use by one thread.
 */
final class Departures {
    /** Of the time until the deadline, so that clients which seldom ask have their turn as well. */
    private static final int SHARE = 5;

    private static final Duration LONGEST_GAP = Duration.ofMillis(20);

    private final long begin;
    private final long all;
    private final long gap;
    private long gone;

    /**
     * @param connections that are open now
     * @param deadline of the drain, from now; all may go after a fifth of it
     * @param now by the event loop's clock
     */
    Departures(int connections, Duration deadline, long now) {
        begin = now;
        all = deadline.toNanos() / SHARE;
        gap = Math.max(1, Math.min(LONGEST_GAP.toNanos(), all / Math.max(1, connections)));
    }

    /** True when it is the turn of one more: who asks goes then. */
    boolean next(long now) {
        long elapsed = now - begin;
        if (elapsed >= all || gone <= elapsed / gap) {
            gone++;
            return true;
        }
        return false;
    }
}

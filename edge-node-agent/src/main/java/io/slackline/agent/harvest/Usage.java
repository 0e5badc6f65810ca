package io.slackline.agent.harvest;

/**
 * What an NF has done over some time; sums to add up.
 *
 * @param nanos how long the time was
 * @param busyNanos CPU time that it took
 * @param packets that it processed
 * @param bytes of these
 * @param lost packets that it should have processed and did not
 * @param latency of those whose latency is known
 */
record Usage(long nanos, long busyNanos, long packets, long bytes, long lost, LatencyHistogram latency) {
    static Usage nothing() {
        return new Usage(0, 0, 0, 0, 0, new LatencyHistogram());
    }

    Usage plus(Usage other) {
        var both = new LatencyHistogram();
        both.addAll(latency);
        both.addAll(other.latency);
        return new Usage(
                nanos + other.nanos,
                busyNanos + other.busyNanos,
                packets + other.packets,
                bytes + other.bytes,
                lost + other.lost,
                both);
    }
}

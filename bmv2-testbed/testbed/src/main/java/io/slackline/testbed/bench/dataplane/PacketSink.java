package io.slackline.testbed.bench.dataplane;

import io.slackline.p4switch.afpacket.RxRing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Takes the requests that arrive at nodes, checks each, and records how long it took from the source's stamp to the kernel's time of arrival: the time that
 * this thread needs to come by is no part of it.
 */
final class PacketSink implements AutoCloseable {

    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Site site;
    private final List<RxRing> rings;
    private final Histogram nanos = new Histogram(LONGEST_NANOS, 3);
    private final Thread thread;
    private volatile boolean stopping;
    private long misdelivered;

    private PacketSink(Site site, List<RxRing> rings) {
        this.site = site;
        this.rings = rings;
        thread = Thread.ofPlatform().name("sink").start(this::run);
    }

    /** Opens a sink on the nodes' links, and begins. */
    static PacketSink open(Site site) {
        return Links.NODES.call(() -> {
            List<RxRing> rings = new ArrayList<>();
            for (int port = 1; port <= site.nodePorts(); port++) {
                rings.add(new RxRing(Links.nodeInterface(port), RxRing.DEFAULT_BYTES));
            }
            return new PacketSink(site, rings);
        });
    }

    private void run() {
        boolean last = false;
        while (!last) {
            last = stopping;
            for (int i = 0; i < rings.size(); i++) {
                drain(rings.get(i), i + 1);
            }
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    private void drain(RxRing ring, int port) {
        for (int length = ring.take(); length != RxRing.EMPTY; length = ring.take()) {
            if (length < PacketSource.STAMP
                    || (long) PacketSource.LONG.get(ring.frame(), length - PacketSource.STAMP) != PacketSource.MARK) {
                continue;
            }
            if (!site.isDelivered(ring.frame(), port)) {
                misdelivered++;
            }
            long sent = (long) PacketSource.LONG.get(ring.frame(), length - PacketSource.STAMP + 16);
            nanos.recordValue(Math.clamp(ring.arrivedNanos() - sent, 0, LONGEST_NANOS));
        }
    }

    /** Ends, and gives the latencies of all requests that came. */
    Histogram finish() throws IOException {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (misdelivered > 0) {
            throw new IOException(misdelivered + " frames came out of a port where they do not belong");
        }
        return nanos;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rings.forEach(RxRing::close);
    }
}

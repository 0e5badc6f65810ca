package io.slackline.testbed.bench.dataplane;

import io.slackline.p4switch.afpacket.TxBatch;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.testbed.linux.Libc;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends clients' requests, each with a stamp at its end. Every method sends from the calling thread.
 */
final class PacketSource implements AutoCloseable {

    /** Bytes of a stamp: a mark, a sequence number, and when the frame was sent. */
    static final int STAMP = 24;

    static final long MARK = 0x534c_4245_4e43_4831L;
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int BATCH = 64;
    private static final int FLOWS = 1 << 15;
    private static final int SHORTEST_FRAME = 80;
    private static final int LONGEST_FRAME = 128;
    private static final long NAP_NANOS = 50_000;
    private static final int CLOCK_TRIES = 50;

    private final int interfaceIndex;
    private final TxBatch batch;
    private final byte[][] frames = new byte[FLOWS][];
    private final long epochMinusMonotonic;
    private long refused;
    private int next;
    private long sequence;

    private PacketSource(int interfaceIndex, Site site) throws IOException {
        this.interfaceIndex = interfaceIndex;
        this.batch = new TxBatch(this::refused);
        for (int flow = 0; flow < FLOWS; flow++) {
            int length = SHORTEST_FRAME + flow % (LONGEST_FRAME - SHORTEST_FRAME + 1);
            frames[flow] = site.request(flow, STAMP);
            int missing = length - frames[flow].length;
            if (missing > 0) {
                frames[flow] = site.request(flow, STAMP + missing);
            }
            LONG.set(frames[flow], frames[flow].length - STAMP, MARK);
        }
        epochMinusMonotonic = compareClocks();
    }

    /** Opens a source on the clients' link. */
    static PacketSource open(Site site) {
        return Links.CLIENTS.call(() -> new PacketSource(Libc.interfaceIndex(Links.CLIENT_INTERFACE), site));
    }

    /** The narrowest of many looks at the one clock between two at the other. */
    private static long compareClocks() {
        long best = Long.MAX_VALUE;
        long difference = 0;
        for (int i = 0; i < CLOCK_TRIES; i++) {
            long before = System.nanoTime();
            java.time.Instant now = java.time.Instant.now();
            long after = System.nanoTime();
            if (after - before < best) {
                best = after - before;
                difference = now.getEpochSecond() * 1_000_000_000L + now.getNano() - (before + after) / 2;
            }
        }
        return difference;
    }

    private void refused(int index, DropCause cause) {
        refused++;
    }

    private void add() {
        byte[] frame = frames[next];
        next = (next + 1) & (FLOWS - 1);
        LONG.set(frame, frame.length - STAMP + 8, sequence++);
        LONG.set(frame, frame.length - STAMP + 16, System.nanoTime() + epochMinusMonotonic);
        batch.add(interfaceIndex, frame, 0, frame.length);
    }

    /** Sends as fast as it can; gives the number of frames that left. */
    long flood(Duration duration) {
        long before = sequence - refused;
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - end < 0) {
            for (int i = 0; i < BATCH; i++) {
                add();
            }
            batch.flush();
        }
        return sequence - refused - before;
    }

    /** Sends at a rate, what is due every 50 us or more together; gives the number of frames that left. */
    long send(double perSecond, Duration duration) {
        Libc.setTimerSlackNanos(1);
        long before = sequence - refused;
        long start = System.nanoTime();
        long total = (long) (perSecond * duration.toNanos() / 1e9);
        for (long sent = 0; sent < total; ) {
            long due = Math.min(total, (long) ((System.nanoTime() - start) / 1e9 * perSecond) + 1);
            for (; sent < due; sent++) {
                add();
            }
            batch.flush();
            LockSupport.parkNanos(NAP_NANOS);
        }
        return sequence - refused - before;
    }

    /** Sends single frames at equal distances; gives their number. */
    long sendOneByOne(double perSecond, Duration duration) {
        Libc.setTimerSlackNanos(1);
        long gap = (long) (1e9 / perSecond);
        long count = duration.toNanos() / gap;
        long at = System.nanoTime();
        for (long i = 0; i < count; i++) {
            add();
            batch.flush();
            at += gap;
            for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
        return count;
    }

    @Override
    public void close() {
        batch.close();
    }
}

package io.slackline.testbed.bench.dataplane;

import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.testbed.linux.Libc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import p4.v1.TableEntry;
import p4.v1.Update;
import p4.v1.WriteRequest;

/** Writes entries through P4Runtime at a rate, beside whatever else happens: inserts some, modifies them, deletes them, again and again. */
final class TableWriter implements AutoCloseable {

    private static final int FIRST_GROUP = Site.FUNCTIONS + 1;
    private static final int GROUPS = 16;
    private static final int SLOTS = 64;
    private static final int BATCH = 256;

    private final P4RuntimeClient client;
    private final List<WriteRequest> requests = new ArrayList<>();
    private final double perSecond;
    private final Thread thread;
    private volatile boolean stopping;
    private long written;
    private double seconds;

    /** Begins. */
    TableWriter(P4RuntimeClient client, SlacklinePipeline pipeline, double perSecond) {
        this.client = client;
        this.perSecond = perSecond;
        List<TableEntry> entries = new ArrayList<>();
        List<TableEntry> others = new ArrayList<>();
        for (int group = FIRST_GROUP; group < FIRST_GROUP + GROUPS; group++) {
            entries.addAll(pipeline.candidates(group, nodes(1), nodes(2)));
            others.addAll(pipeline.candidates(group, nodes(3), nodes(4)));
        }
        requests.addAll(P4RuntimeClient.batches(entries, Update.Type.INSERT, BATCH));
        requests.addAll(P4RuntimeClient.batches(others, Update.Type.MODIFY, BATCH));
        requests.addAll(P4RuntimeClient.batches(others, Update.Type.DELETE, BATCH));
        thread = Thread.ofPlatform().name("writer").start(this::run);
    }

    private static int[] nodes(int first) {
        int[] nodes = new int[SLOTS];
        Arrays.setAll(nodes, slot -> first + slot);
        return nodes;
    }

    private void run() {
        Libc.setTimerSlackNanos(1);
        long start = System.nanoTime();
        while (!stopping) {
            for (WriteRequest request : requests) {
                long at = start + (long) (written / perSecond * 1e9);
                for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                client.write(request);
                written += request.getUpdatesCount();
            }
        }
        seconds = (System.nanoTime() - start) / 1e9;
    }

    /** Ends with no entry left; gives the writes per second. */
    double finish() {
        close();
        return written / seconds;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

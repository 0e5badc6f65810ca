package io.slackline.testbed.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One row per request, in columns of primitives: 31 bytes a request and no object. A request's row number is its id on the wire.
 * Times are {@link System#nanoTime}, which on Linux is CLOCK_MONOTONIC and so common to all processes of the machine.
 * Not thread-safe: the generator guards it with its own lock.
 */
public final class RequestLog {
    public static final int NO_NODE = 255;
    private static final int FIRST_CAPACITY = 1 << 16;

    private final List<String> flows;
    private final List<String> nodes = new ArrayList<>();
    private int size;
    private int duplicates;
    private byte[] flow = new byte[FIRST_CAPACITY];
    private byte[] outcome = new byte[FIRST_CAPACITY];
    private byte[] node = new byte[FIRST_CAPACITY];
    private long[] intended = new long[FIRST_CAPACITY];
    private long[] completed = new long[FIRST_CAPACITY];
    private int[] sentAfter = new int[FIRST_CAPACITY];
    private int[] instance = new int[FIRST_CAPACITY];
    private int[] run = new int[FIRST_CAPACITY];

    public RequestLog(List<String> flows) {
        this.flows = List.copyOf(flows);
    }

    /** Begins a request; its id. */
    public int begin(int flowIndex, long intendedNanos) {
        if (size == flow.length) {
            grow(size * 2);
        }
        int id = size++;
        flow[id] = (byte) flowIndex;
        outcome[id] = Outcome.PENDING.code();
        node[id] = (byte) NO_NODE;
        intended[id] = intendedNanos;
        return id;
    }

    public void sent(int id, long nanos) {
        sentAfter[id] = (int) Math.min(Integer.MAX_VALUE, nanos - intended[id]);
    }

    /** Ends a pending request; false when it had ended before. */
    public boolean end(int id, Outcome result, long nanos) {
        if (outcome(id) != Outcome.PENDING) {
            return false;
        }
        outcome[id] = result.code();
        completed[id] = nanos;
        return true;
    }

    public void answeredBy(int id, int nodeIndex, int instanceId, int runNumber) {
        node[id] = (byte) nodeIndex;
        instance[id] = instanceId;
        run[id] = runNumber;
    }

    /** Counts a second answer to a request. */
    public void duplicate() {
        duplicates++;
    }

    /** The index of a node's name, given when first seen; {@link #NO_NODE} when 255 names are taken. */
    public int nodeIndex(String name) {
        int index = nodes.indexOf(name);
        if (index >= 0) {
            return index;
        }
        if (nodes.size() == NO_NODE) {
            return NO_NODE;
        }
        nodes.add(name);
        return nodes.size() - 1;
    }

    public int size() {
        return size;
    }

    public int duplicates() {
        return duplicates;
    }

    public List<String> flows() {
        return flows;
    }

    public List<String> nodes() {
        return nodes;
    }

    public int flow(int id) {
        return flow[id];
    }

    public Outcome outcome(int id) {
        return Outcome.of(outcome[id]);
    }

    /** Index into {@link #nodes}, or {@link #NO_NODE}. */
    public int node(int id) {
        return node[id] & 0xff;
    }

    public long intendedNanos(int id) {
        return intended[id];
    }

    /** When it was answered or given up; 0 while pending. */
    public long completedNanos(int id) {
        return completed[id];
    }

    /** How much later than intended it went out, in nanoseconds. */
    public int sentAfterNanos(int id) {
        return sentAfter[id];
    }

    /** The instance that ran it, as it calls itself. */
    public int instance(int id) {
        return instance[id];
    }

    /** The how many-th execution of its instance it was, from 1. */
    public int run(int id) {
        return run[id];
    }

    void restoreDuplicates(int count) {
        duplicates = count;
    }

    private void grow(int capacity) {
        flow = Arrays.copyOf(flow, capacity);
        outcome = Arrays.copyOf(outcome, capacity);
        node = Arrays.copyOf(node, capacity);
        intended = Arrays.copyOf(intended, capacity);
        completed = Arrays.copyOf(completed, capacity);
        sentAfter = Arrays.copyOf(sentAfter, capacity);
        instance = Arrays.copyOf(instance, capacity);
        run = Arrays.copyOf(run, capacity);
    }
}

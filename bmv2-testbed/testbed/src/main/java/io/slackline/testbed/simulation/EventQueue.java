package io.slackline.testbed.simulation;

import java.util.Arrays;

/** What is to happen, by time; of equal times by order of arrival. A binary heap without objects of its own. For one thread. */
final class EventQueue {
    static final long NONE = Long.MAX_VALUE;

    private long[] times = new long[1024];
    private long[] numbers = new long[1024];
    private Runnable[] events = new Runnable[1024];
    private int size;
    private long added;

    void add(long nanos, Runnable event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        int at = size++;
        long number = added++;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (times[parent] <= nanos) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        put(at, nanos, number, event);
    }

    /** {@link #NONE} when it is empty. */
    long nextNanos() {
        return size == 0 ? NONE : times[0];
    }

    /** Events that were ever added. */
    long added() {
        return added;
    }

    /** Takes the first; there must be one. */
    Runnable poll() {
        Runnable first = events[0];
        size--;
        long nanos = times[size];
        long number = numbers[size];
        Runnable last = events[size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(child + 1, times[child], numbers[child])) {
                child++;
            }
            if (!isBefore(child, nanos, number)) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, nanos, number, last);
        return first;
    }

    private boolean isBefore(int at, long nanos, long number) {
        return times[at] < nanos || (times[at] == nanos && numbers[at] < number);
    }

    private void move(int from, int to) {
        put(to, times[from], numbers[from], events[from]);
    }

    private void put(int at, long nanos, long number, Runnable event) {
        times[at] = nanos;
        numbers[at] = number;
        events[at] = event;
    }
}

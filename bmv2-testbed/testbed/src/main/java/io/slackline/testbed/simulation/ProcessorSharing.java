package io.slackline.testbed.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A node's CPU as functions have it: so many cores, in equal parts for all that runs, but no more than one core for each. For one thread.
 *
 * <p>All running jobs have received equally much since they met, so one sum, what each has received since the beginning, tells when a job is done: when the
 * sum has grown by the job's work.
 */
final class ProcessorSharing {
    private static final double NEARLY = 0.5;

    /** Work that runs, or stands still. */
    static final class Job {
        private final Runnable done;
        private final long number;
        /** Of the sum, while it runs; else what is left. */
        private double end;

        private Job(Runnable done, long number, double workNanos) {
            this.done = done;
            this.number = number;
            end = workNanos;
        }
    }

    private final VirtualLoop loop;
    private final PriorityQueue<Job> running =
            new PriorityQueue<>(Comparator.comparingDouble((Job job) -> job.end).thenComparingLong(job -> job.number));
    private final Runnable busy;
    private double cores;
    private double received;
    private double used;
    private long since;
    private long jobs;
    private long plan;

    /** @param busy told when something runs that was idle before */
    ProcessorSharing(VirtualLoop loop, double cores, Runnable busy) {
        this.loop = loop;
        this.busy = busy;
        this.cores = cores;
    }

    /** @param done runs once, when the job has had its work */
    Job start(double workNanos, Runnable done) {
        Job job = new Job(done, jobs++, workNanos);
        resume(job);
        return job;
    }

    /** It stands still until it is resumed, or for ever. */
    void pause(Job job) {
        settle();
        if (running.remove(job)) {
            job.end -= received;
        }
        schedule();
    }

    /** It is never done. */
    void abandon(Job job) {
        pause(job);
    }

    /** Only for one that stands still. */
    void resume(Job job) {
        settle();
        job.end += received;
        running.add(job);
        schedule();
        if (running.size() == 1) {
            busy.run();
        }
    }

    void setCores(double now) {
        if (now != cores) {
            settle();
            cores = now;
            schedule();
        }
    }

    boolean idle() {
        return running.isEmpty();
    }

    /** CPU time that all jobs have had. */
    double usedNanos() {
        settle();
        return used;
    }

    private double rate() {
        return Math.min(1, cores / running.size());
    }

    private void settle() {
        long now = loop.now();
        if (!running.isEmpty()) {
            double each = (now - since) * rate();
            received += each;
            used += each * running.size();
        }
        since = now;
    }

    private void schedule() {
        long number = ++plan;
        Job first = running.peek();
        if (first == null) {
            received = 0;
        } else if (cores > 0) {
            long wait = (long) Math.ceil(Math.max(0, first.end - received) / rate());
            loop.after(wait, () -> finish(number));
        }
    }

    private void finish(long number) {
        if (number != plan) {
            return;
        }
        settle();
        Job first = running.peek();
        if (first != null && first.end <= received + NEARLY) {
            running.poll();
            schedule();
            first.done.run();
        } else {
            schedule();
        }
    }
}

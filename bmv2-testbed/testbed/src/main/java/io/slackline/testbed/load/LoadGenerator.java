package io.slackline.testbed.load;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.linux.Libc;
import io.slackline.testbed.load.LoadPlan.FlowPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Two threads under one lock: the sender waits for the next intended time and fires, the receiver waits on the selector and takes
 * answers. A third prints a {@link LoadProgress} line four times a second. Ends when told to, or when the plan's duration is over.
 */
public final class LoadGenerator {
    private static final long PROGRESS_NANOS = 250_000_000;
    private static final long SELECT_MILLIS = 50;
    private static final long PRECISE_NANOS = 1_000;
    private static final long SHORTEST_SLICE_NANOS = 100_000;

    private final LoadPlan plan;
    private final PrintStream progress;
    private final Object lock = new Object();
    private final RequestLog log;
    private final Book book;
    private final List<Flow> flows = new ArrayList<>();
    private final Selector selector;
    private volatile boolean stopping;
    private volatile boolean sendingDone;
    private int oldestPending;

    public LoadGenerator(LoadPlan plan, PrintStream progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        this.log = new RequestLog(plan.flows().stream().map(FlowPlan::name).toList());
        this.book = new Book(log, plan.timeout());
        this.selector = Selector.open();
        for (FlowPlan flow : plan.flows()) {
            flows.add(flowOf(flow));
        }
    }

    private Flow flowOf(FlowPlan flow) {
        InetSocketAddress address =
                new InetSocketAddress(flow.address().host(), flow.address().port());
        RequestCases cases = RequestCases.load(flow.cases());
        return switch (flow.kind()) {
            case HTTP_KEEP_ALIVE -> new KeepAliveFlow(address, flow.connections(), cases, book, selector);
            case HTTP_NEW_CONNECTION -> new NewConnectionFlow(address, cases, book, selector);
            case UDP -> new UdpFlow(address, flow.connections(), cases, book, selector);
        };
    }

    /** Ends the schedule; answers that are under way are still waited for. */
    public void stop() {
        stopping = true;
    }

    /** Runs the plan; returns when every request has ended and the records are written. */
    public RequestLog run() throws IOException, InterruptedException {
        synchronized (lock) {
            for (Flow flow : flows) {
                flow.open();
            }
        }
        Thread receiver = Thread.ofPlatform().name("receiver").start(this::receive);
        Thread reporter = Thread.ofPlatform().name("progress").daemon().start(this::report);
        Thread sender = Thread.ofPlatform().name("sender").start(this::send);
        sender.join();
        receiver.join();
        reporter.interrupt();
        synchronized (lock) {
            flows.forEach(Flow::close);
        }
        printProgress(System.nanoTime());
        RequestLogFile.write(log, plan.records());
        return log;
    }

    private void send() {
        try {
            Libc.setTimerSlackNanos(PRECISE_NANOS);
            Libc.requestSlice(SHORTEST_SLICE_NANOS);
            long start = System.nanoTime() + PROGRESS_NANOS;
            long end = start + plan.duration().toNanos();
            List<Schedule> schedules = schedules(start);
            while (!stopping) {
                int flow = next(schedules);
                long intended = schedules.get(flow).nextNanos();
                if (intended - end > 0) {
                    return;
                }
                if (waitUntil(intended)) {
                    synchronized (lock) {
                        flows.get(flow).fire(log.begin(flow, intended));
                    }
                    schedules.get(flow).advance();
                }
            }
        } finally {
            sendingDone = true;
            selector.wakeup();
        }
    }

    private List<Schedule> schedules(long start) {
        List<Schedule> schedules = new ArrayList<>();
        double count = plan.flows().size();
        for (FlowPlan flow : plan.flows()) {
            int i = schedules.size();
            schedules.add(new Schedule(flow.arrivals(), flow.rate(), i / count, start, new Random(plan.seed() + i)));
        }
        return schedules;
    }

    private static int next(List<Schedule> schedules) {
        int soonest = 0;
        for (int i = 1; i < schedules.size(); i++) {
            if (schedules.get(i).nextNanos() - schedules.get(soonest).nextNanos() < 0) {
                soonest = i;
            }
        }
        return soonest;
    }

    /** False when it was told to stop meanwhile. */
    private boolean waitUntil(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0 && !stopping) {
            LockSupport.parkNanos(Math.min(left, PROGRESS_NANOS));
            left = nanos - System.nanoTime();
        }
        return !stopping;
    }

    private void receive() {
        try {
            Libc.requestSlice(SHORTEST_SLICE_NANOS);
            long nextExpiry = System.nanoTime();
            while (true) {
                selector.select(SELECT_MILLIS);
                synchronized (lock) {
                    for (var key : selector.selectedKeys()) {
                        ((Flow.Endpoint) key.attachment()).ready(key);
                    }
                    selector.selectedKeys().clear();
                    long now = System.nanoTime();
                    if (now - nextExpiry >= 0) {
                        expire(now);
                        flows.forEach(Flow::retry);
                        nextExpiry = now + SELECT_MILLIS * 1_000_000;
                    }
                    if (sendingDone && book.outstanding() == 0) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "the selector failed: " + e, e);
        }
    }

    private void expire(long now) {
        while (oldestPending < log.size() && log.outcome(oldestPending) != Outcome.PENDING) {
            oldestPending++;
        }
        for (int id = oldestPending; id < log.size(); id++) {
            if (now - log.intendedNanos(id) < plan.timeout().toNanos()) {
                return;
            }
            if (log.outcome(id) == Outcome.PENDING) {
                flows.get(log.flow(id)).expired(id);
                book.fail(id, Outcome.TIMEOUT);
            }
        }
    }

    private void report() {
        long next = System.nanoTime();
        while (!Thread.interrupted()) {
            next += PROGRESS_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
            printProgress(System.nanoTime());
        }
    }

    private void printProgress(long now) {
        Histogram interval = book.latencyMicros().getIntervalHistogram();
        LoadProgress line;
        synchronized (lock) {
            line = LoadProgress.of(now, book, interval.getValueAtPercentile(50), interval.getValueAtPercentile(99));
        }
        progress.println(line.encode());
        progress.flush();
    }
}

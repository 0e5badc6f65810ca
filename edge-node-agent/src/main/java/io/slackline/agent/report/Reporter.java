package io.slackline.agent.report;

import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.SlackReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends slack reports from a thread of its own: one per interval, and one at once after {@link #wake}. Loss is harmless, the next report repairs
 * it; so errors are counted and the sending goes on.
 */
public final class Reporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);
    private static final long IDLE_NANOS = 1_000_000_000L;
    private static final long RETRY_NANOS = 500_000_000L;

    private record Line(InetSocketAddress target, DatagramChannel channel) {}

    private final Supplier<ReportContent> content;
    private final Optional<InetAddress> source;
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SlackReport.LENGTH);
    private volatile @Nullable ReportPlan plan;
    private volatile boolean urgent;
    private volatile boolean closed;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private int sequence;
    private Set<InetSocketAddress> unreachable = Set.of();

    /**
     * @param content read before each report, on the reporting thread
     * @param threads makes the reporting thread
     * @param source address that reports leave from; empty lets the system choose
     */
    public Reporter(Supplier<ReportContent> content, Optional<InetAddress> source, ThreadFactory threads) {
        this.content = content;
        this.source = source;
        thread = threads.newThread(this::run);
        thread.start();
    }

    /** Reports follow this plan from now on. */
    public void follow(ReportPlan next) {
        plan = next;
        wake();
    }

    /** Something that steers traffic has changed: the next report goes out at once. */
    public void wake() {
        urgent = true;
        LockSupport.unpark(thread);
    }

    public long sent() {
        return sent.get();
    }

    /** Reports that the system did not take. */
    public long failed() {
        return failed.get();
    }

    private void run() {
        @Nullable ReportPlan opened = null;
        List<Line> lines = List.of();
        long next = System.nanoTime();
        long openedNanos = next;
        while (!closed) {
            var current = plan;
            if (current == null) {
                LockSupport.parkNanos(IDLE_NANOS);
                continue;
            }
            long now = System.nanoTime();
            boolean missing = lines.size() < current.targets().size() && now - openedNanos >= RETRY_NANOS;
            if (!current.equals(opened) || missing) {
                lines = open(current, lines);
                opened = current;
                openedNanos = now;
            }
            if (!urgent && now < next) {
                LockSupport.parkNanos(next - now);
                continue;
            }
            urgent = false;
            send(current, lines);
            // From now, not from the last due time: after a pause of the machine no burst follows.
            next = now + current.interval().toNanos();
        }
        lines.forEach(line -> close(line.channel()));
    }

    /** Keeps what is open already. A target without a way to it, while an interface is not up yet, is tried again. */
    private List<Line> open(ReportPlan plan, List<Line> before) {
        var opened = new ArrayList<Line>();
        var refused = new HashSet<InetSocketAddress>();
        for (var target : plan.targets()) {
            try {
                var kept = before.stream().filter(line -> line.target().equals(target));
                var line = kept.findFirst();
                opened.add(line.isPresent() ? line.get() : new Line(target, connect(target)));
            } catch (IOException noWay) {
                failed.incrementAndGet();
                refused.add(target);
                if (!unreachable.contains(target)) {
                    log.warn("no reports to {} yet: {}", target, noWay.toString());
                }
            }
        }
        unreachable = refused;
        before.stream().filter(line -> !opened.contains(line)).forEach(line -> close(line.channel()));
        return opened;
    }

    private DatagramChannel connect(InetSocketAddress target) throws IOException {
        var channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            if (source.isPresent()) {
                channel.bind(new InetSocketAddress(source.get(), 0));
            }
            return channel.connect(target);
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }

    private void send(ReportPlan plan, List<Line> lines) {
        var now = content.get();
        sequence++;
        var report = new SlackReport(
                new Head(
                        now.draining() ? SlackReport.DRAINING : 0,
                        plan.nodeIndex(),
                        plan.bootEpoch(),
                        sequence,
                        plan.token()),
                Math.clamp(now.slackMillicores(), 0, 0xFFFF),
                Math.clamp(now.queueDepth(), 0, 0xFFFF),
                now.warmBits(),
                now.psiCpuPermille(),
                now.nfHeadroomPermille(),
                (int) (System.nanoTime() / 1000));
        buffer.clear();
        report.encode(buffer);
        buffer.flip();
        for (var line : lines) {
            try {
                line.channel().write(buffer.rewind());
                sent.incrementAndGet();
            } catch (IOException refused) {
                failed.incrementAndGet();
                log.debug("report to {} not sent: {}", line.target(), refused.toString());
            }
        }
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            log.debug("closing a report socket", ignored);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}

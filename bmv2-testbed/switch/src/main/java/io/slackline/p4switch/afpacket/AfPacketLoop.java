package io.slackline.p4switch.afpacket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.pcap.PcapTap;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that moves packets: waits on all sockets with epoll(7), receives a batch, runs each packet to completion, and sends what came of
 * the batch. It sleeps while nothing arrives.
 */
public final class AfPacketLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AfPacketLoop.class);

    private static final int MAX_EVENTS = 64;
    private static final int STATISTICS_MILLIS = 1000;

    /**
     * A port and its number.
     *
     * @param tap where received packets are recorded
     */
    public record Attached(int number, AfPacketPort port, Optional<PcapTap> tap) {}

    private final Device device;
    private final List<Attached> ports;
    private final DropCounts drops;
    private final Native calls = new Native();
    private final Arena arena = Arena.ofShared();
    private final RxBatch rx = new RxBatch();
    private final EpollEvents events = new EpollEvents();
    private final int epoll;
    private final int wake;
    private final Thread thread;
    private volatile boolean stopping;

    /** Prepares the loop; {@link #start} starts it. It does not own the ports. */
    public AfPacketLoop(Device device, List<Attached> ports, DropCounts drops) throws IOException {
        this.device = device;
        this.ports = List.copyOf(ports);
        this.drops = drops;
        epoll = calls.epollCreate();
        wake = calls.eventfd();
        for (int i = 0; i < ports.size(); i++) {
            calls.epollAdd(epoll, ports.get(i).port().fd(), events.forRegistration(i));
        }
        calls.epollAdd(epoll, wake, events.forRegistration(ports.size()));
        thread = Thread.ofPlatform().name("packets").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        calls.requestShortSlice();
        long statisticsAt = System.nanoTime();
        while (!stopping) {
            int ready = calls.epollWait(epoll, events.segment(), MAX_EVENTS, STATISTICS_MILLIS);
            if (ready > 0) {
                device.beginBatch();
                try {
                    for (int i = 0; i < ready; i++) {
                        int index = events.index(i);
                        if (index < ports.size()) {
                            receive(ports.get(index));
                        }
                    }
                } catch (RuntimeException e) {
                    log.error("a batch of packets failed", e);
                } finally {
                    device.endBatch();
                }
            }
            long now = System.nanoTime();
            if (now - statisticsAt > STATISTICS_MILLIS * 1_000_000L) {
                statisticsAt = now;
                countOverruns();
            }
        }
    }

    private void receive(Attached attached) {
        int received = calls.recvmmsg(attached.port().fd(), rx.prepared(), RxBatch.SIZE, Native.MSG_DONTWAIT);
        for (int i = 0; i < received; i++) {
            int length = rx.load(i);
            if (length == RxBatch.REFUSED) {
                drops.add(rx.refusal());
            } else {
                if (attached.tap().isPresent()) {
                    attached.tap().get().received(rx.frame(), 0, length);
                }
                device.receive(attached.number(), rx.frame(), 0, length);
            }
        }
    }

    private void countOverruns() {
        for (Attached attached : ports) {
            try {
                attached.port().countOverruns(calls);
            } catch (IOException e) {
                log.warn("port {}: no statistics: {}", attached.number(), e.getMessage());
            }
        }
    }

    /** Stops the thread and waits for it; ports may be closed afterwards. */
    @Override
    public void close() {
        stopping = true;
        try (Arena local = Arena.ofConfined();
                Native own = new Native()) {
            own.write(wake, local.allocateFrom(JAVA_LONG, 1));
            thread.join();
        } catch (IOException e) {
            log.warn("cannot wake the packet thread: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.close(wake);
        calls.close(epoll);
        rx.close();
        arena.close();
        calls.close();
    }

    /** {@code struct epoll_event}, which x86-64 packs and other architectures align. */
    private final class EpollEvents {

        private final boolean packed =
                System.getProperty("os.arch").toLowerCase(Locale.ROOT).matches("amd64|x86_64");
        private final int size = packed ? 12 : 16;
        private final int dataOffset = packed ? 4 : 8;
        private final MemorySegment segment = arena.allocate((long) size * MAX_EVENTS, 8);

        MemorySegment segment() {
            return segment;
        }

        MemorySegment forRegistration(int index) {
            segment.set(JAVA_INT, 0, Native.EPOLLIN);
            segment.set(JAVA_INT_UNALIGNED, dataOffset, index);
            segment.set(JAVA_INT_UNALIGNED, dataOffset + 4L, 0);
            return segment;
        }

        int index(int i) {
            return segment.get(JAVA_INT_UNALIGNED, (long) size * i + dataOffset);
        }
    }
}

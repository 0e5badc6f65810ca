package io.slackline.p4switch.afpacket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.impair.Impaired;
import io.slackline.p4switch.impair.PortImpairments;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that moves the packets of a group of ports: takes a batch from their rings, runs each packet to completion, and sends what came of
 * the batch. The device is held for the batch's processing only; several loops work on one device, and what they receive and send they do at the same
 * time.
 *
 * <p>While nothing arrives it looks again for {@code spin}, then sleeps in poll(2). The kernel wakes it only when it sleeps, so a busy loop's
 * senders need not care.
 */
public final class AfPacketLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AfPacketLoop.class);

    /** Frames of one port in one batch: few enough that the first does not wait for long. */
    private static final int BATCH = 32;

    private static final int STATISTICS_MILLIS = 1000;
    private static final int POLLFD = 8;
    private static final int POLLFD_EVENTS = 4;

    private final Device device;
    private final InterfacePort[] ports;
    private final PortFaults faults;
    private final PortImpairments impairments;
    private final InterfaceOutput output;
    private final long spinNanos;
    private final Native calls = new Native();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment polled;
    private final int wake;
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Prepares the loop; {@link #start} starts it.
     *
     * @param ports that this loop receives from; not owned
     * @param output this loop's own, which it closes
     */
    public AfPacketLoop(
            String name,
            Device device,
            List<InterfacePort> ports,
            InterfaceOutput output,
            PortFaults faults,
            PortImpairments impairments,
            Duration spin)
            throws IOException {
        this.device = device;
        this.ports = ports.toArray(InterfacePort[]::new);
        this.output = output;
        this.faults = faults;
        this.impairments = impairments;
        this.spinNanos = spin.toNanos();
        wake = calls.eventfd();
        polled = arena.allocate((long) POLLFD * (ports.size() + 1), 8);
        for (int i = 0; i <= ports.size(); i++) {
            polled.set(
                    JAVA_INT,
                    (long) POLLFD * i,
                    i == ports.size() ? wake : ports.get(i).ring().fd());
            polled.set(JAVA_SHORT, (long) POLLFD * i + POLLFD_EVENTS, Native.POLLIN);
        }
        thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        calls.requestShortSlice();
        long statisticsAt = System.nanoTime();
        while (!stopping) {
            if (!pass()) {
                await();
            }
            long now = System.nanoTime();
            if (now - statisticsAt > STATISTICS_MILLIS * 1_000_000L) {
                statisticsAt = now;
                countOverruns();
            }
        }
        countOverruns();
    }

    /** One batch; whether there was any frame. */
    private boolean pass() {
        if (!anyReady()) {
            return false;
        }
        device.beginBatch(output);
        try {
            for (InterfacePort port : ports) {
                receive(port);
            }
        } catch (RuntimeException e) {
            log.error("a batch of packets failed", e);
        } finally {
            device.endBatch(output);
        }
        return true;
    }

    private boolean anyReady() {
        for (InterfacePort port : ports) {
            if (port.ring().ready()) {
                return true;
            }
        }
        return false;
    }

    private void receive(InterfacePort port) {
        RxRing ring = port.ring();
        for (int i = 0; i < BATCH; i++) {
            int length = ring.take();
            if (length >= 0) {
                if (ring.checksumCompleted()) {
                    faults.completedChecksum(ring.interfaceIndex());
                }
                if (port.tap().isPresent()) {
                    port.tap().get().received(ring.frame(), 0, length);
                }
                receive(port.number(), ring.frame(), length);
            } else if (length == RxRing.EMPTY) {
                return;
            } else {
                faults.dropped(ring.interfaceIndex(), ring.refusal(), 1);
            }
        }
    }

    private void receive(int port, byte[] frame, int length) {
        Impaired impaired = impairments.received(port);
        if (impaired == null) {
            device.receive(port, frame, 0, length);
        } else {
            impaired.pass(frame, 0, length, (passed, from, bytes) -> device.receive(port, passed, from, bytes));
        }
    }

    /** Returns when a frame has arrived, or now and then. */
    private void await() {
        long end = spinNanos == 0 ? 0 : System.nanoTime() + spinNanos;
        while (spinNanos != 0 && System.nanoTime() - end < 0) {
            if (anyReady()) {
                return;
            }
            Thread.onSpinWait();
        }
        int _ = calls.poll(polled, ports.length + 1, STATISTICS_MILLIS);
    }

    private void countOverruns() {
        for (InterfacePort port : ports) {
            try {
                long overruns = port.ring().overruns();
                if (overruns > 0) {
                    faults.dropped(port.ring().interfaceIndex(), DropCause.RECEIVE_OVERRUN, overruns);
                }
            } catch (IOException e) {
                log.warn("port {}: no statistics: {}", port.number(), e.getMessage());
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
        output.close();
        arena.close();
        calls.close();
    }
}

package io.slackline.testbed.nf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.slackline.testbed.linux.Libc;
import io.slackline.testbed.linux.PacketCalls;
import io.slackline.testbed.nf.PacketSocket.FrameBatch;
import io.slackline.testbed.nf.PacketSocket.Outbox;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A packet source before a network function and a sink behind it. Packets leave by a Poisson process of a settable rate, UDP of many flows; each carries
 * the time at which it was sent, and is compared with the time at which the kernel received it at the far end, so that the measuring
 * process's own turn on its core does not count.
 */
public final class Traffic implements AutoCloseable {
    private static final int FLOWS = 256;
    private static final int FIRST_PORT = 20_000;
    private static final int DESTINATION_PORT = 7;
    private static final int ETHERNET_IP_UDP = 42;
    private static final int PAYLOAD = ETHERNET_IP_UDP;
    private static final long MAGIC = 0x534c4e4654524146L;
    private static final int MARKED_BYTES = 16;
    private static final int SMALLEST = ETHERNET_IP_UDP + MARKED_BYTES;
    private static final int LARGEST = 1514;
    private static final int BATCH = 64;
    private static final int SINK_BATCH = 256;
    private static final int SINK_BYTES = 128;
    private static final int SINK_BUFFER_BYTES = 64 << 20;
    private static final long SOURCE_TICK_NANOS = 100_000;
    private static final long SINK_TICK_NANOS = 1_000_000;
    private static final long IDLE_TICK_NANOS = 1_000_000;
    /** Of a stall of the source only this much is made up for; a real link does not catch up either. */
    private static final long LONGEST_CATCH_UP_NANOS = 1_000_000;

    private static final int SOURCE_PRIORITY = 20;
    private static final int SINK_PRIORITY = 10;
    private static final long HIGHEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /**
     * What to send.
     *
     * @param frameBytes of each frame, Ethernet header included, checksum not
     * @param packetsPerSecond on average; 0: none
     */
    public record Offer(NfKind through, boolean toKernel, int frameBytes, double packetsPerSecond) {
        public Offer {
            if (frameBytes < SMALLEST || frameBytes > LARGEST || !(packetsPerSecond >= 0)) {
                throw new IllegalArgumentException(
                        "frames of %d to %d bytes and a rate of 0 or more are valid".formatted(SMALLEST, LARGEST));
            }
        }
    }

    /** Figures of a span; latency in nanoseconds. */
    public record Window(long nanos, long sent, long received, Histogram latency) {}

    private final int core;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final Recorder latency = new Recorder(HIGHEST_NANOS, DIGITS);
    private final Thread source;
    private final Thread sink;
    private volatile Offer offer = new Offer(NfKind.FIREWALL, false, SMALLEST, 0);
    private volatile boolean stopping;
    private long markedAt = System.nanoTime();
    private long markedSent;
    private long markedReceived;

    /** Starts both threads, sending nothing yet. */
    public Traffic(int core) {
        this.core = core;
        source = NfNetwork.SOURCE.call(() -> Thread.ofPlatform().name("source").start(this::send));
        sink = NfNetwork.DESTINATION.call(() -> Thread.ofPlatform().name("sink").start(this::receive));
    }

    /** Sends this from now on. */
    public void offer(Offer next) {
        offer = next;
    }

    /** Figures since the last mark, or since the start. */
    public synchronized Window mark() {
        long now = System.nanoTime();
        long allSent = sent.get();
        long allReceived = received.get();
        Window window = new Window(
                now - markedAt, allSent - markedSent, allReceived - markedReceived, latency.getIntervalHistogram());
        markedAt = now;
        markedSent = allSent;
        markedReceived = allReceived;
        return window;
    }

    private void send() {
        try (Arena arena = Arena.ofConfined();
                PacketCalls calls = new PacketCalls();
                PacketSocket socket = PacketSocket.open(NfNetwork.SOURCE_INTERFACE, FrameBatch.FRAME_BYTES, calls)) {
            prepareThread(calls, SOURCE_PRIORITY);
            MemorySegment frames = arena.allocate((long) FLOWS * FrameBatch.FRAME_BYTES, 64);
            Outbox outbox = new Outbox(arena, BATCH);
            SplittableRandom random = new SplittableRandom(1);
            Offer current = offer;
            long due = System.nanoTime();
            long sequence = 0;
            while (!stopping) {
                if (!current.equals(offer)) {
                    current = offer;
                    fill(frames, current);
                    due = System.nanoTime();
                }
                double rate = current.packetsPerSecond();
                if (rate <= 0) {
                    calls.sleepUntil(System.nanoTime() + IDLE_TICK_NANOS);
                    continue;
                }
                long now = System.nanoTime();
                due = Math.max(due, now - LONGEST_CATCH_UP_NANOS);
                long stamp = calls.realTimeNanos();
                while (due <= now && outbox.size() < BATCH) {
                    long frame = sequence % FLOWS * FrameBatch.FRAME_BYTES;
                    frames.set(LONG, frame + PAYLOAD, MAGIC);
                    frames.set(LONG, frame + PAYLOAD + 8, stamp);
                    outbox.add(frames, frame, current.frameBytes());
                    sequence++;
                    due += (long) (-Math.log1p(-random.nextDouble()) * 1e9 / rate);
                }
                int queued = outbox.size();
                if (queued > 0) {
                    int refused = socket.send(outbox);
                    sent.addAndGet(queued - refused);
                }
                if (queued < BATCH) {
                    calls.sleepUntil(Math.max(due, now + SOURCE_TICK_NANOS));
                }
            }
        }
    }

    private static void fill(MemorySegment frames, Offer offer) {
        byte[] frame = new byte[offer.frameBytes()];
        for (int flow = 0; flow < FLOWS; flow++) {
            ByteBuffer bytes = ByteBuffer.wrap(frame);
            bytes.putShort(0, (short) 0)
                    .put(mac(offer.toKernel() ? NfNetwork.INSIDE_KERNEL_MAC : NfNetwork.INSIDE_MAC))
                    .put(mac(NfNetwork.SOURCE_MAC))
                    .putShort((short) 0x0800)
                    .putShort((short) 0x4500)
                    .putShort((short) (frame.length - 14))
                    .putInt(0x00004000)
                    .putShort((short) (64 << 8 | Packet.UDP))
                    .putShort((short) 0)
                    .putInt(Addresses.ip(NfNetwork.SOURCE_IP))
                    .putInt(Addresses.ip(NfNetwork.target(offer.through())))
                    .putShort((short) (FIRST_PORT + flow))
                    .putShort((short) DESTINATION_PORT)
                    .putShort((short) (frame.length - 34))
                    .putShort((short) 0);
            bytes.putShort(24, (short) headerChecksum(bytes));
            MemorySegment.copy(frame, 0, frames, JAVA_BYTE, (long) flow * FrameBatch.FRAME_BYTES, frame.length);
        }
    }

    private static byte[] mac(String text) {
        byte[] whole = ByteBuffer.allocate(8).putLong(Addresses.mac(text)).array();
        return Arrays.copyOfRange(whole, 2, 8);
    }

    private static int headerChecksum(ByteBuffer frame) {
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += at == 24 ? 0 : frame.getShort(at) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return ~(sum + (sum >>> 16)) & 0xFFFF;
    }

    /** Looks once a millisecond: a sink that waited for packets would have to be woken by the network function. */
    private void receive() {
        try (Arena arena = Arena.ofConfined();
                PacketCalls calls = new PacketCalls();
                PacketSocket socket = PacketSocket.open(NfNetwork.DESTINATION_INTERFACE, SINK_BUFFER_BYTES, calls)) {
            prepareThread(calls, SINK_PRIORITY);
            FrameBatch batch = new FrameBatch(arena, SINK_BATCH, SINK_BYTES);
            while (!stopping) {
                int count = socket.receive(batch, SINK_BATCH);
                int mine = 0;
                for (int slot = 0; slot < count; slot++) {
                    long payload = batch.offset(slot) + PAYLOAD;
                    if (batch.length(slot) >= SMALLEST && batch.frames().get(LONG, payload) == MAGIC) {
                        long nanos = batch.stampNanos(slot) - batch.frames().get(LONG, payload + 8);
                        latency.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
                        mine++;
                    }
                }
                received.addAndGet(mine);
                if (count < SINK_BATCH) {
                    calls.sleepUntil(System.nanoTime() + SINK_TICK_NANOS);
                }
            }
        }
    }

    private void prepareThread(PacketCalls calls, int priority) {
        calls.pinTo(core);
        Libc.setTimerSlackNanos(1);
        if (!calls.goFirst(priority)) {
            Libc.requestSlice(100_000);
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            source.join();
            sink.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.slackline.testbed.nf;

import io.slackline.testbed.linux.Libc;
import io.slackline.testbed.linux.PacketCalls;
import io.slackline.testbed.nf.PacketSocket.FrameBatch;
import io.slackline.testbed.nf.PacketSocket.Outbox;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Moves packets between the two interfaces of a network function, as Click's user-level driver does: by default it waits for a packet, takes one,
 * handles it, sends it. Where the agent wants bursts (NEMO, section 4.2) it takes all that are there, lets them gather for the time that the agent
 * allows, and sends what came of them with one call: fewer system calls and fewer wake-ups, so more cycles for others.
 *
 * <p>With a gathering time it looks at its interfaces by the clock as long as packets come, so that arrivals do not wake it at all; after
 * {@value #QUIET_ROUNDS} looks in vain it waits for a packet again.
 */
final class PacketLoop {
    private static final int LARGEST_BURST = 64;
    private static final int QUIET_ROUNDS = 8;
    /** As many packets as a network card's ring usually holds. */
    private static final int RECEIVE_BUFFER_BYTES = 1024 * 2304;

    private static final int STAMPED_EVERY = 4;
    private static final long LONGEST_WAIT_NANOS = 100_000_000;
    private static final long OVERRUNS_EVERY_NANOS = 50_000_000;

    /** MAC addresses of an interface and of the machine at the other end of its link. */
    record Link(String interfaceName, long mac, long peerMac) {}

    private final PacketFunction function;
    private final Link inside;
    private final Link outside;
    private final HarvestRegion region;
    private final Packet packet = new Packet();
    private final PacketCalls calls = new PacketCalls();
    private long sends;
    private volatile boolean stopping;

    PacketLoop(PacketFunction function, Link inside, Link outside, HarvestRegion region) {
        this.function = function;
        this.inside = inside;
        this.outside = outside;
        this.region = region;
    }

    void stop() {
        stopping = true;
    }

    /**
     * Runs until {@link #stop}, on the calling thread.
     *
     * @param core that the thread is pinned to
     * @param ready run when packets are taken from now on
     */
    void run(int core, Runnable ready) {
        try (Arena arena = Arena.ofConfined();
                PacketSocket in = PacketSocket.open(inside.interfaceName(), RECEIVE_BUFFER_BYTES, calls);
                PacketSocket out = PacketSocket.open(outside.interfaceName(), RECEIVE_BUFFER_BYTES, calls)) {
            calls.pinTo(core);
            Libc.setTimerSlackNanos(1);
            FrameBatch batch = new FrameBatch(arena, LARGEST_BURST, FrameBatch.FRAME_BYTES);
            Outbox outbox = new Outbox(arena, LARGEST_BURST);
            MemorySegment descriptors = PacketSocket.pollfds(arena, in, out);
            ready.run();
            long overrunsAt = System.nanoTime();
            int quiet = QUIET_ROUNDS;
            while (!stopping) {
                boolean bursts = region.bursts(System.nanoTime());
                int burst = bursts ? LARGEST_BURST : 1;
                int holdMicros = bursts ? region.holdMicros() : 0;
                boolean first = true;
                boolean second = true;
                if (holdMicros > 0 && quiet < QUIET_ROUNDS) {
                    calls.sleepUntil(System.nanoTime() + holdMicros * 1_000L);
                } else {
                    calls.poll(descriptors, 2, LONGEST_WAIT_NANOS);
                    first = PacketSocket.ready(descriptors, 0);
                    second = PacketSocket.ready(descriptors, 1);
                }
                int moved = first ? move(in, out, batch, outbox, burst, true) : 0;
                moved += second ? move(out, in, batch, outbox, burst, false) : 0;
                quiet = moved > 0 ? 0 : quiet + 1;
                long now = System.nanoTime();
                if (now - overrunsAt > OVERRUNS_EVERY_NANOS) {
                    overrunsAt = now;
                    region.countLost(in.overruns() + out.overruns());
                }
                region.publish();
            }
        }
    }

    private int move(PacketSocket from, PacketSocket to, FrameBatch batch, Outbox outbox, int burst, boolean outward) {
        int all = 0;
        int received;
        do {
            received = from.receive(batch, burst);
            for (int slot = 0; slot < received; slot++) {
                int length = batch.length(slot);
                region.countPacket(length);
                if (length <= FrameBatch.FRAME_BYTES
                        && packet.view(batch.frames(), batch.offset(slot), length)
                        && passes(outward)) {
                    outbox.add(batch.frames(), batch.offset(slot), length);
                }
            }
            if (outbox.size() > 0) {
                region.countLost(to.send(outbox));
                if (++sends % STAMPED_EVERY == 0) {
                    long now = calls.realTimeNanos();
                    for (int slot = 0; slot < received; slot++) {
                        region.countLatency(now - batch.stampNanos(slot));
                    }
                }
            }
            all += received;
            // A whole burst: there may be more behind it. One at a time the other side has its turn first.
        } while (burst > 1 && received == burst);
        return all;
    }

    private boolean passes(boolean outward) {
        return outward
                ? function.outward(packet) && packet.route(outside.mac(), outside.peerMac())
                : function.inward(packet) && packet.route(inside.mac(), inside.peerMac());
    }
}

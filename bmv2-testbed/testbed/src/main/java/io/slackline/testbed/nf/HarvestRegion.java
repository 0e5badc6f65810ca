package io.slackline.testbed.nf;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The file that a network function shares with the agent: what it counts, and whether it may handle packets in bursts. docs/agent.md has the layout.
 * Each field has one writer; the packet thread alone calls what writes here.
 */
final class HarvestRegion {
    private static final int BYTES = 8192;
    private static final int MAGIC = 0x464E4C53;
    private static final int VERSION = 1;
    private static final int NAME_AT = 16;
    private static final int NAME_BYTES = 32;
    private static final int MODE_AT = 64;
    private static final int HOLD_AT = 68;
    private static final int BURST_AT = 72;
    private static final int SEQUENCE_AT = 76;
    private static final int HEARTBEAT_AT = 80;
    private static final int PROCESSED_AT = 128;
    private static final int BYTES_AT = 136;
    private static final int LOST_AT = 144;
    private static final int LATENCY_SUM_AT = 152;
    private static final int ACTS_BY_AT = 160;
    private static final int HISTOGRAM_AT = 1024;
    private static final int BUCKETS = 640;
    private static final int LARGEST_UNIT = (1 << 24) - 1;
    private static final int LINEAR = 64;
    private static final long HEARTBEAT_LIMIT_NANOS = 2_000_000_000L;

    private static final VarHandle U32 =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle U64 =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final MemorySegment memory;
    private final Path file;
    private final long[] histogram = new long[BUCKETS];
    private long processed;
    private long bytes;
    private long lost;
    private long latencySum;

    private HarvestRegion(MemorySegment memory, Path file) {
        this.memory = memory;
        this.file = file;
    }

    /** Makes the file whole before it can be seen, as the agent expects it. */
    static HarvestRegion create(Path file, String kind, int core, Arena arena) {
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.deleteIfExists(unfinished);
            try (FileChannel channel = FileChannel.open(
                    unfinished, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
                U32.set(memory, 0L, MAGIC);
                U32.set(memory, 4L, VERSION);
                U32.set(memory, 8L, (int) ProcessHandle.current().pid());
                U32.set(memory, 12L, core);
                byte[] name = Arrays.copyOf(kind.getBytes(StandardCharsets.UTF_8), NAME_BYTES);
                MemorySegment.copy(name, 0, memory, ValueLayout.JAVA_BYTE, NAME_AT, NAME_BYTES);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
                return new HarvestRegion(memory, file);
            }
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot make " + file + ": " + e, e);
        }
    }

    /** Maps what a network function has made, to steer it as the agent does. */
    static HarvestRegion open(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new HarvestRegion(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena), file);
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot map " + file + ": " + e, e);
        }
    }

    /** The agent's side: handle packets in bursts from now on, which may gather for this long; 0: one at a time. */
    void order(int holdMicros, int burstPackets) {
        U64.setOpaque(memory, (long) HEARTBEAT_AT, System.nanoTime());
        U32.setOpaque(memory, (long) HOLD_AT, holdMicros);
        U32.setOpaque(memory, (long) BURST_AT, burstPackets);
        U32.setOpaque(memory, (long) MODE_AT, holdMicros > 0 || burstPackets > 0 ? 1 : 0);
        U32.setRelease(memory, (long) SEQUENCE_AT, (int) U32.get(memory, (long) SEQUENCE_AT) + 1);
    }

    /** The agent's side: it lives. */
    void beat() {
        U64.setOpaque(memory, (long) HEARTBEAT_AT, System.nanoTime());
    }

    /** Whether bursts are wanted now; an agent that has not been heard of for two seconds wants nothing any more. */
    boolean bursts(long now) {
        return (int) U32.getOpaque(memory, (long) MODE_AT) == 1
                && now - (long) U64.getOpaque(memory, (long) HEARTBEAT_AT) < HEARTBEAT_LIMIT_NANOS;
    }

    /** How long packets may gather, in microseconds. */
    int holdMicros() {
        return (int) U32.getOpaque(memory, (long) HOLD_AT);
    }

    void countPacket(int frameBytes) {
        processed++;
        bytes += frameBytes;
    }

    void countLost(long packets) {
        lost += packets;
    }

    /** One sampled packet's time from its arrival at the host to its sending. */
    void countLatency(long nanos) {
        latencySum += nanos;
        int bucket = bucket(nanos);
        histogram[bucket]++;
        U64.setOpaque(memory, HISTOGRAM_AT + 8L * bucket, histogram[bucket]);
    }

    /** Linear up to 64 units of 64 ns, then 32 buckets for each power of two. */
    static int bucket(long nanos) {
        int unit = Math.clamp(nanos >> 6, 0, LARGEST_UNIT);
        if (unit < LINEAR) {
            return unit;
        }
        int exponent = 31 - Integer.numberOfLeadingZeros(unit);
        return LINEAR + (exponent - 6) * 32 + (unit >>> (exponent - 5)) - 32;
    }

    /** Lets the agent see what was counted. */
    void publish() {
        U64.setOpaque(memory, (long) PROCESSED_AT, processed);
        U64.setOpaque(memory, (long) BYTES_AT, bytes);
        U64.setOpaque(memory, (long) LOST_AT, lost);
        U64.setOpaque(memory, (long) LATENCY_SUM_AT, latencySum);
        U64.setOpaque(
                memory, (long) ACTS_BY_AT, Integer.toUnsignedLong((int) U32.getAcquire(memory, (long) SEQUENCE_AT)));
    }

    /** The agent's side: packets that were passed on or dropped by the function's rules. */
    long processed() {
        return (long) U64.getOpaque(memory, (long) PROCESSED_AT);
    }

    /** The agent's side: packets that the function had no room for. */
    long lost() {
        return (long) U64.getOpaque(memory, (long) LOST_AT);
    }

    /** The end of the network function. */
    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot remove " + file + ": " + e, e);
        }
    }
}

package io.slackline.agent.harvest;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The file that a userspace NF shares with the agent, mapped: the agent tells it to work in bursts, it tells what it does. Little-endian, each
 * field has one writer, fields of 8 bytes are written by one store. docs/agent.md holds the layout for authors of NFs.
 */
public final class NfRegion implements AutoCloseable {
    public static final int BYTES = 8192;
    public static final int MAGIC = 0x464E4C53;
    public static final int VERSION = 1;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = INT.varHandle();
    private static final VarHandle LONGS = LONG.varHandle();

    private static final long MAGIC_AT = 0;
    private static final long VERSION_AT = 4;
    private static final long PID_AT = 8;
    private static final long NAME_AT = 16;
    private static final int NAME_BYTES = 32;
    private static final long MODE_AT = 64;
    private static final long HOLD_AT = 68;
    private static final long BURST_AT = 72;
    private static final long SEQUENCE_AT = 76;
    private static final long HEARTBEAT_AT = 80;
    private static final long PACKETS_AT = 128;
    private static final long BYTES_AT = 136;
    private static final long LOST_AT = 144;
    private static final long LATENCY_AT = 1024;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final String name;
    private final long pid;
    private int sequence;

    /** Maps it. Throws IOException that says what is wrong with the file. */
    public NfRegion(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < BYTES) {
                throw new IOException(file + ": expected " + BYTES + " bytes, has " + channel.size());
            }
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
            int magic = memory.get(INT, MAGIC_AT);
            int version = memory.get(INT, VERSION_AT);
            if (magic != MAGIC || version != VERSION) {
                throw new IOException(file + ": expected the magic number " + Integer.toHexString(MAGIC)
                        + " and version " + VERSION + ", has " + Integer.toHexString(magic) + " and " + version);
            }
        } catch (IOException | RuntimeException unusable) {
            arena.close();
            throw unusable;
        }
        pid = memory.get(INT, PID_AT);
        var bytes = memory.asSlice(NAME_AT, NAME_BYTES).toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        name = new String(bytes, 0, length, StandardCharsets.UTF_8);
        sequence = memory.get(INT, SEQUENCE_AT);
    }

    /** Of what kind the NF is. */
    public String name() {
        return name;
    }

    public long pid() {
        return pid;
    }

    /** The longest that a packet may wait for others from now on; zero: the NF works as if there were no agent. */
    public void hold(Duration hold) {
        INTS.setOpaque(memory, HOLD_AT, (int) (hold.toNanos() / 1000));
        INTS.setOpaque(memory, BURST_AT, 0);
        INTS.setOpaque(memory, MODE_AT, hold.isZero() ? 0 : 1);
        beat();
        INTS.setRelease(memory, SEQUENCE_AT, ++sequence);
    }

    /** Tells the NF that the agent lives; without it the NF leaves the burst mode by itself. */
    public void beat() {
        LONGS.setOpaque(memory, HEARTBEAT_AT, System.nanoTime());
    }

    public long packets() {
        return (long) LONGS.getOpaque(memory, PACKETS_AT);
    }

    public long bytes() {
        return (long) LONGS.getOpaque(memory, BYTES_AT);
    }

    public long lost() {
        return (long) LONGS.getOpaque(memory, LOST_AT);
    }

    /** Packets of each bucket of latency since the NF's start. */
    public void latencies(long[] into) {
        for (int i = 0; i < LatencyHistogram.BUCKETS; i++) {
            into[i] = (long) LONGS.getOpaque(memory, LATENCY_AT + 8L * i);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}

package io.slackline.p4switch.io;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A port whose packets stay in memory, for tests and embedding. Safe for use by several threads. */
public final class MemoryPort implements Port {

    private final String name;
    private final Queue<byte[]> sent = new ArrayDeque<>();

    public MemoryPort(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized void send(byte[] packet, int offset, int length) {
        sent.add(Arrays.copyOfRange(packet, offset, offset + length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** Takes the oldest packet that the switch sent here, or null. */
    public synchronized byte @Nullable [] poll() {
        return sent.poll();
    }

    public synchronized int size() {
        return sent.size();
    }
}

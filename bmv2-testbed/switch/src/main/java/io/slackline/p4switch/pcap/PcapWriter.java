package io.slackline.p4switch.pcap;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Writes a capture file (libpcap's classic format, microseconds, Ethernet). Safe for use by several threads. */
public final class PcapWriter implements Closeable {

    private static final int ETHERNET = 1;
    private static final int SNAP_LENGTH = 65535;

    private final OutputStream out;
    private final LongSupplier wallNanos;
    private final ByteBuffer head = ByteBuffer.allocate(24);

    /** Creates the file, or empties it. */
    public PcapWriter(Path file, LongSupplier wallNanos) throws IOException {
        this.out = new BufferedOutputStream(Files.newOutputStream(file));
        this.wallNanos = wallNanos;
        head.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4);
        head.putInt(0).putInt(0).putInt(SNAP_LENGTH).putInt(ETHERNET);
        out.write(head.array());
        out.flush();
    }

    /** Appends a packet. */
    public synchronized void write(byte[] packet, int offset, int length) {
        long nanos = wallNanos.getAsLong();
        head.clear();
        head.putInt((int) (nanos / 1_000_000_000L)).putInt((int) (nanos % 1_000_000_000L / 1000));
        head.putInt(length).putInt(length);
        try {
            out.write(head.array(), 0, 16);
            out.write(packet, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write capture file", e);
        }
    }

    public synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write capture file", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}

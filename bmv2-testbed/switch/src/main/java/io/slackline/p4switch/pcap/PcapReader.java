package io.slackline.p4switch.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a capture file (libpcap's classic format, either byte order, micro- or nanoseconds). */
public final class PcapReader {

    private static final int MICROS = 0xA1B2C3D4;
    private static final int NANOS = 0xA1B23C4D;
    private static final int HEADER = 24;

    private PcapReader() {}

    /** A packet as captured; time is in nanoseconds since 1970. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Captured(long nanos, byte[] bytes) {}

    /**
     * Reads all packets.
     *
     * @throws IOException if the file cannot be read or is no capture file
     */
    public static List<Captured> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        if (in.remaining() < HEADER) {
            throw new IOException(file + " is not a capture file: shorter than its header");
        }
        boolean nanos = order(file, in) == NANOS;
        in.position(HEADER);
        List<Captured> packets = new ArrayList<>();
        while (in.remaining() >= 16) {
            long seconds = Integer.toUnsignedLong(in.getInt());
            long fraction = Integer.toUnsignedLong(in.getInt());
            int captured = in.getInt();
            in.getInt();
            if (captured < 0 || captured > in.remaining()) {
                throw new IOException(file + " ends inside packet " + (packets.size() + 1));
            }
            byte[] bytes = new byte[captured];
            in.get(bytes);
            packets.add(new Captured(seconds * 1_000_000_000L + fraction * (nanos ? 1 : 1000), bytes));
        }
        return packets;
    }

    private static int order(Path file, ByteBuffer in) throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            int magic = in.order(order).getInt(0);
            if (magic == MICROS || magic == NANOS) {
                return magic;
            }
        }
        throw new IOException(file + " is not a capture file of the classic format (pcapng must be converted)");
    }
}

package io.slackline.p4switch.pcap;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Records what passes a port: sent packets in one file, received ones in another. Safe for use by several threads. */
public final class PcapTap implements AutoCloseable {

    private final PcapWriter in;
    private final PcapWriter out;

    /** Owns the writers. */
    public PcapTap(PcapWriter in, PcapWriter out) {
        this.in = in;
        this.out = out;
    }

    /** Records a packet that the port received. */
    public void received(byte[] packet, int offset, int length) {
        in.write(packet, offset, length);
        in.flush();
    }

    /** Records a packet that the port sends. */
    public void sent(byte[] packet, int offset, int length) {
        out.write(packet, offset, length);
    }

    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        try {
            in.close();
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close capture files", e);
        }
    }
}

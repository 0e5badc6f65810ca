package io.slackline.p4switch.pcap;

import io.slackline.p4switch.io.Port;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A port that writes what it sends to a capture file, and nothing else. */
public final class PcapPort implements Port {

    private final String name;
    private final PcapWriter out;

    /** Makes the port, which owns the writer. */
    public PcapPort(String name, PcapWriter out) {
        this.name = name;
        this.out = out;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(byte[] packet, int offset, int length) {
        out.write(packet, offset, length);
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close capture file of " + name, e);
        }
    }
}

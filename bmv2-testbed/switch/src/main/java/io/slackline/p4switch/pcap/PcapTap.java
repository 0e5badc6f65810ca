package io.slackline.p4switch.pcap;

import io.slackline.p4switch.io.Port;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A port that also records what passes: sent packets in one file, received ones in another. */
public final class PcapTap implements Port {

    private final Port port;
    private final PcapWriter in;
    private final PcapWriter out;

    /** Wraps a port; owns it and the writers. */
    public PcapTap(Port port, PcapWriter in, PcapWriter out) {
        this.port = port;
        this.in = in;
        this.out = out;
    }

    @Override
    public String name() {
        return port.name();
    }

    /** Records a packet that the port received. */
    public void received(byte[] packet, int offset, int length) {
        in.write(packet, offset, length);
        in.flush();
    }

    @Override
    public void send(byte[] packet, int offset, int length) {
        out.write(packet, offset, length);
        port.send(packet, offset, length);
    }

    @Override
    public void flush() {
        out.flush();
        port.flush();
    }

    @Override
    public void close() {
        port.close();
        try {
            in.close();
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close capture files of " + name(), e);
        }
    }
}

package io.slackline.p4switch.afpacket;

import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.PortOutput;
import io.slackline.p4switch.impair.Impaired;
import io.slackline.p4switch.impair.PortImpairments;
import io.slackline.p4switch.pcap.PcapTap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends to ports that are interfaces, in batches. Each packet loop has one of its own, and so have the controllers' packets. */
public final class InterfaceOutput implements PortOutput, AutoCloseable {

    private static final int NONE = -1;

    private final TxBatch batch;
    private final PortImpairments impairments;
    private final int[] interfaces = new int[DeviceConfig.MAX_PORT + 1];
    private final @Nullable PcapTap[] taps = new PcapTap[DeviceConfig.MAX_PORT + 1];
    private final List<PcapTap> allTaps = new ArrayList<>();

    public InterfaceOutput(List<InterfacePort> ports, PortFaults faults, PortImpairments impairments)
            throws IOException {
        this.impairments = impairments;
        batch = new TxBatch(faults);
        Arrays.fill(interfaces, NONE);
        for (InterfacePort port : ports) {
            interfaces[port.number()] = port.ring().interfaceIndex();
            port.tap().ifPresent(tap -> {
                taps[port.number()] = tap;
                allTaps.add(tap);
            });
        }
    }

    @Override
    public boolean send(int port, byte[] packet, int offset, int length) {
        if (port < 0 || port >= interfaces.length || interfaces[port] == NONE) {
            return false;
        }
        Impaired impaired = impairments.sent(port);
        if (impaired == null) {
            transmit(port, packet, offset, length);
        } else {
            impaired.pass(packet, offset, length, (frame, from, bytes) -> transmit(port, frame, from, bytes));
        }
        return true;
    }

    /** Past all impairments, to a port that is there. */
    public void transmit(int port, byte[] packet, int offset, int length) {
        batch.add(interfaces[port], packet, offset, length);
        PcapTap tap = taps[port];
        if (tap != null) {
            tap.sent(packet, offset, length);
        }
    }

    @Override
    public void flush() {
        batch.flush();
        allTaps.forEach(PcapTap::flush);
    }

    @Override
    public void close() {
        batch.close();
    }
}

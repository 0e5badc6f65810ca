package io.slackline.p4switch.afpacket;

import io.slackline.p4switch.pcap.PcapTap;
import java.util.Optional;

/**
 * A port and the interface behind it.
 *
 * @param number of the port
 * @param tap where the port's packets are recorded
 */
public record InterfacePort(int number, RxRing ring, Optional<PcapTap> tap) implements AutoCloseable {

    public String name() {
        return ring.name();
    }

    @Override
    public void close() {
        ring.close();
        tap.ifPresent(PcapTap::close);
    }
}

package io.slackline.p4switch.afpacket;

import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.engine.DropCause;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what goes wrong at ports, and names it: the first frame of each cause at each port is logged with what to do about it, later ones when
 * their number reaches a power of ten. Safe for use by several threads.
 */
public final class PortFaults implements TxBatch.Refusals {

    private static final Logger log = LoggerFactory.getLogger(PortFaults.class);

    private static final class Faults {
        private final InterfacePort port;
        private final Map<DropCause, AtomicLong> dropped = new EnumMap<>(DropCause.class);
        private final AtomicLong completedChecksums = new AtomicLong();

        Faults(InterfacePort port) {
            this.port = port;
            for (DropCause cause : DropCause.values()) {
                dropped.put(cause, new AtomicLong());
            }
        }
    }

    private final DropCounts drops;
    private final Map<Integer, Faults> byInterface = new HashMap<>();

    public PortFaults(List<InterfacePort> ports, DropCounts drops) {
        this.drops = drops;
        ports.forEach(port -> byInterface.put(port.ring().interfaceIndex(), new Faults(port)));
    }

    @Override
    public void refused(int interfaceIndex, DropCause cause) {
        dropped(interfaceIndex, cause, 1);
    }

    /** Frames of an interface came to their end. */
    void dropped(int interfaceIndex, DropCause cause, long frames) {
        drops.add(cause, frames);
        Faults faults = byInterface.get(interfaceIndex);
        AtomicLong count = faults == null ? null : faults.dropped.get(cause);
        if (faults != null && count != null) {
            long before = count.getAndAdd(frames);
            if (reachesPowerOfTen(before, before + frames)) {
                log.warn(
                        "port {} ({}): {} frames dropped so far as {}: {}",
                        faults.port.number(),
                        faults.port.name(),
                        before + frames,
                        cause,
                        advice(cause, faults.port));
            }
        }
    }

    /** A frame came without its checksum. */
    void completedChecksum(int interfaceIndex) {
        Faults faults = byInterface.get(interfaceIndex);
        if (faults != null && faults.completedChecksums.getAndIncrement() == 0) {
            log.info(
                    "port {} ({}): the host at the other end leaves checksums to a card that is not there (checksum offload); the switch"
                            + " fills them in. `ethtool -K INTERFACE tx off` on the host saves that work",
                    faults.port.number(),
                    faults.port.name());
        }
    }

    private static boolean reachesPowerOfTen(long before, long after) {
        long power = 1;
        while (power <= before) {
            power *= 10;
        }
        return power <= after;
    }

    private static String advice(DropCause cause, InterfacePort port) {
        return switch (cause) {
            case OFFLOADED_SEGMENTS ->
                "several segments merged into one frame, which no wire would carry. Where the host at the other end sends them (TSO, GSO):"
                        + " `ethtool -K INTERFACE tso off gso off` there; where this interface merges what it receives (GRO): `ethtool -K "
                        + port.name() + " gro off lro off` here";
            case RECEIVED_TRUNCATED -> "longer than the 16384 bytes that the switch takes";
            case RECEIVE_OVERRUN ->
                "they came faster than the switch took them, and its ring of "
                        + port.ring().slots() + " frames was full";
            case TOO_LONG_FOR_PORT ->
                "longer than the interface carries: `ip link set " + port.name()
                        + " mtu 9000`, at both ends of the link";
            case PORT_QUEUE_FULL -> "its queue, or the receiving end of its link, was full";
            case PORT_DOWN -> "the interface is down or gone: `ip link set " + port.name() + " up`";
            default -> "the interface refused them";
        };
    }
}

package io.slackline.p4switch;

import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.PortState;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the device which ports' interfaces are up and have a carrier, for groups whose members watch a port. For a timer. */
final class LinkWatch {

    static final long PERIOD_MILLIS = 100;

    private static final Logger log = LoggerFactory.getLogger(LinkWatch.class);

    private final Map<Integer, String> interfaces;
    private final Device device;

    LinkWatch(Map<Integer, String> interfaces, Device device) {
        this.interfaces = Map.copyOf(interfaces);
        this.device = device;
    }

    void look() {
        try {
            interfaces.forEach((port, name) -> device.portState(port, state(name)));
        } catch (RuntimeException e) {
            log.error("the state of the ports is not known", e);
        }
    }

    /** An interface that is gone, or that nobody may ask about any more, is down. */
    private static PortState state(String name) {
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            // "Running" in netdevice(7): up, and with a carrier.
            return found != null && found.isUp() ? PortState.UP : PortState.DOWN;
        } catch (SocketException e) {
            log.debug("interface {}", name, e);
            return PortState.DOWN;
        }
    }
}

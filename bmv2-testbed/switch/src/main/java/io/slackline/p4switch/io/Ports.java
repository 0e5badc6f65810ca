package io.slackline.p4switch.io;

import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.PortOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The switch's ports by number. Set up before packets flow; sending happens under the device's packet lock. */
public final class Ports implements PortOutput, AutoCloseable {

    private final @Nullable Port[] byNumber = new Port[DeviceConfig.MAX_PORT + 1];
    private final List<Port> all = new ArrayList<>();
    private @Nullable Port[] waiting = new Port[8];
    private int waitingCount;
    private final boolean[] waits = new boolean[DeviceConfig.MAX_PORT + 1];
    private int[] waitingNumbers = new int[8];

    /** Adds a port; the switch owns and closes it. */
    public void add(int number, Port port) {
        if (number < 0 || number > DeviceConfig.MAX_PORT) {
            throw new IllegalArgumentException("port " + number + ": expected 0 to " + DeviceConfig.MAX_PORT);
        }
        Port before = byNumber[number];
        if (before != null) {
            throw new IllegalArgumentException(
                    "port " + number + " is " + before.name() + " already, it cannot be " + port.name() + " too");
        }
        byNumber[number] = port;
        all.add(port);
        waiting = new Port[all.size()];
        waitingNumbers = new int[all.size()];
    }

    public Optional<Port> port(int number) {
        return number < 0 || number > DeviceConfig.MAX_PORT ? Optional.empty() : Optional.ofNullable(byNumber[number]);
    }

    @Override
    public boolean send(int number, byte[] packet, int offset, int length) {
        Port port = number >= 0 && number <= DeviceConfig.MAX_PORT ? byNumber[number] : null;
        if (port == null) {
            return false;
        }
        port.send(packet, offset, length);
        if (!waits[number]) {
            waits[number] = true;
            waitingNumbers[waitingCount] = number;
            waiting[waitingCount++] = port;
        }
        return true;
    }

    @Override
    public void flush() {
        for (int i = 0; i < waitingCount; i++) {
            Port port = waiting[i];
            if (port != null) {
                port.flush();
            }
            waits[waitingNumbers[i]] = false;
        }
        waitingCount = 0;
    }

    @Override
    public void close() {
        all.forEach(Port::close);
    }
}

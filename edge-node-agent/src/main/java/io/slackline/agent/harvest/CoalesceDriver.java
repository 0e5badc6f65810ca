package io.slackline.agent.harvest;

import io.slackline.agent.ethtool.Coalescing;
import io.slackline.agent.ethtool.Coalescing.Parameter;
import java.io.IOException;
import java.time.Duration;

/** The device itself raises its interrupt later: {@code rx-usecs}. Adaptive coalescing, which would overrule it, is off meanwhile. */
final class CoalesceDriver implements Driver {
    /** A parameter of one device as a setting to be given back. */
    record DeviceParameter(Coalescing coalescing, String device, Parameter parameter) implements Originals.Setting {
        static final String KIND = "coalesce";

        @Override
        public String id() {
            return KIND + "/" + device + "/" + parameter;
        }

        @Override
        public long read() throws IOException {
            return coalescing.get(device, parameter);
        }

        @Override
        public void write(long value) throws IOException {
            coalescing.set(device, parameter, value);
        }
    }

    private final String device;
    private final Originals originals;
    private final DeviceParameter usecs;
    private final DeviceParameter adaptive;

    CoalesceDriver(Coalescing coalescing, String device, Originals originals) {
        this.device = device;
        this.originals = originals;
        usecs = new DeviceParameter(coalescing, device, Parameter.RX_USECS);
        adaptive = new DeviceParameter(coalescing, device, Parameter.ADAPTIVE_RX);
    }

    @Override
    public String name() {
        return "rx-usecs of " + device;
    }

    @Override
    public void hold(Duration hold) throws IOException {
        originals.save(usecs);
        originals.save(adaptive);
        boolean wasAdaptive = originals.original(adaptive) != 0;
        if (wasAdaptive) {
            adaptive.write(hold.isZero() ? originals.original(adaptive) : 0);
        }
        usecs.write(Math.max(originals.original(usecs), hold.toNanos() / 1000));
    }
}

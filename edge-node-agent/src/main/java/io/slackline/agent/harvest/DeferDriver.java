package io.slackline.agent.harvest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The kernel polls a NAPI device by a timer and leaves its interrupt off meanwhile: {@code napi_defer_hard_irqs} says for how many empty polls,
 * {@code gro_flush_timeout} the time between two, in nanoseconds. Works on any device with NAPI, veth with GRO switched on included. Source: the kernel's
 * networking/napi.rst, "Software IRQ coalescing".
 */
final class DeferDriver implements Driver {
    /** A file under {@code /sys/class/net} as a setting to be given back. */
    record DeviceFile(Path sysClassNet, String device, String attribute) implements Originals.Setting {
        static final String KIND = "defer";

        @Override
        public String id() {
            return KIND + "/" + device + "/" + attribute;
        }

        private Path file() {
            return sysClassNet.resolve(device).resolve(attribute);
        }

        @Override
        public long read() throws IOException {
            var text = Files.readString(file()).strip();
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException wrong) {
                throw new IOException(file() + ": expected a number, has \"" + text + "\"", wrong);
            }
        }

        @Override
        public void write(long value) throws IOException {
            Files.writeString(file(), Long.toString(value));
        }
    }

    static final String DEFER = "napi_defer_hard_irqs";
    static final String TIMEOUT = "gro_flush_timeout";
    private static final long EMPTY_POLLS = 2;

    private final String device;
    private final Originals originals;
    private final DeviceFile defer;
    private final DeviceFile timeout;

    DeferDriver(Path sysClassNet, String device, Originals originals) {
        this.device = device;
        this.originals = originals;
        defer = new DeviceFile(sysClassNet, device, DEFER);
        timeout = new DeviceFile(sysClassNet, device, TIMEOUT);
    }

    @Override
    public String name() {
        return "deferred interrupts of " + device;
    }

    @Override
    public void hold(Duration hold) throws IOException {
        originals.save(timeout);
        originals.save(defer);
        timeout.write(Math.max(originals.original(timeout), hold.toNanos()));
        defer.write(hold.isZero() ? originals.original(defer) : Math.max(originals.original(defer), EMPTY_POLLS));
    }
}

package io.slackline.p4switch.device;

import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.state.SwitchState;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a device is made of.
 *
 * @param cpuPort port of the controller, -1 for none
 * @param dropPort number in {@code egress_spec} that means drop; bmv2's is 511
 * @param nanoClock monotonic nanoseconds
 * @param wallNanos nanoseconds since 1970
 * @param random gives the program's random numbers
 */
public record DeviceConfig(
        int cpuPort,
        int dropPort,
        LongSupplier nanoClock,
        LongSupplier wallNanos,
        RandomGenerator random,
        EngineFactory engines) {

    /** Greatest number of a port: {@code egress_spec} has nine bits. */
    public static final int MAX_PORT = 511;

    public static final int DEFAULT_DROP_PORT = 511;

    public DeviceConfig {
        if (cpuPort == 0 || cpuPort == dropPort || cpuPort > MAX_PORT) {
            throw new IllegalArgumentException(
                    "CPU port " + cpuPort + ": expected 1 to " + MAX_PORT + " but not the drop port " + dropPort);
        }
    }

    /** Makes the engine for a program. */
    @FunctionalInterface
    public interface EngineFactory {
        PacketEngine create(SwitchState state, PacketSink sink, DeviceConfig config);
    }
}

package io.slackline.p4switch;

import io.slackline.p4switch.device.DeviceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a switch is made of.
 *
 * @param interfaces network interface (or name of capture files) of each port
 * @param cpuPort port of the controller, -1 for none
 * @param dropPort value of {@code egress_spec} that means drop
 * @param pcap directory for a capture of each port's packets, in {@code NAME_in.pcap} and {@code NAME_out.pcap}
 * @param useFiles ports are files: after this time {@code NAME_in.pcap} of the working directory is read, {@code NAME_out.pcap} written
 * @param engine what executes the program
 * @param packetLoops how packets are moved
 */
public record SwitchOptions(
        Map<Integer, String> interfaces,
        int cpuPort,
        int dropPort,
        Optional<Path> pcap,
        Optional<Duration> useFiles,
        Engine engine,
        PacketLoops packetLoops) {

    /**
     * The threads that move packets between interfaces.
     *
     * @param threads how many; ports are dealt out among them
     * @param spin how long an idle one goes on looking for packets before it sleeps
     */
    public record PacketLoops(int threads, Duration spin) {

        public static final PacketLoops STANDARD = new PacketLoops(1, Duration.ZERO);

        public PacketLoops {
            if (threads < 1 || spin.isNegative()) {
                throw new IllegalArgumentException(
                        "packet loops: expected 1 thread or more that spin for 0 or more, not " + threads + ", "
                                + spin);
            }
        }
    }

    public static final int NO_CPU_PORT = -1;

    public SwitchOptions {
        interfaces = Map.copyOf(new TreeMap<>(interfaces));
        if (interfaces.containsKey(cpuPort)) {
            throw new IllegalArgumentException("port " + cpuPort + " is the CPU port, it cannot be the interface "
                    + interfaces.get(cpuPort) + " too");
        }
        if (pcap.isPresent() && useFiles.isPresent()) {
            throw new IllegalArgumentException(
                    "--pcap records interfaces; with --use-files the ports are files already");
        }
    }

    /** Ports on interfaces, bmv2's drop port, no captures. */
    public static SwitchOptions onInterfaces(Map<Integer, String> interfaces, int cpuPort) {
        return new SwitchOptions(
                interfaces,
                cpuPort,
                DeviceConfig.DEFAULT_DROP_PORT,
                Optional.empty(),
                Optional.empty(),
                Engine.COMPILED,
                PacketLoops.STANDARD);
    }
}

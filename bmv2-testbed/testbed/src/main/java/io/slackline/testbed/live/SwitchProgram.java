package io.slackline.testbed.live;

import io.slackline.testbed.host.MissingFromEnvironment;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.ProcessSpec;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.Topology.SwitchHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command lines of the switches. Both take the same flags; bmv2 wants those of its gRPC server behind a "--". */
final class SwitchProgram {
    private static final String MAIN = "io.slackline.p4switch.Main";
    private static final String BMV2 = "simple_switch_grpc";
    private static final int THRIFT_PORT = 9090;
    private static final int HEAP_MIB = 128;
    /** bmv2's default of 64 packets overflows in bursts, which would look like loss by migration. */
    private static final int BMV2_QUEUE_PACKETS = 16_384;

    private SwitchProgram() {}

    static ProcessSpec spec(Topology topology, SwitchHost device, JavaCommand java) {
        List<String> grpc = List.of(
                "--grpc-server-addr",
                device.managementIp() + ":" + Topology.P4RUNTIME_PORT,
                "--cpu-port",
                Integer.toString(Topology.CPU_PORT));
        List<String> common = new ArrayList<>(List.of("--no-p4", "--device-id", Integer.toString(device.deviceId())));
        topology.hostsOf(device)
                .forEach(host -> common.addAll(List.of("-i", host.port() + "@" + host.switchInterface())));
        device.uplinks()
                .forEach(uplink -> common.addAll(List.of("-i", uplink.port() + "@" + uplink.switchInterface())));
        List<String> command = switch (topology.config().switchKind()) {
            case EMBEDDED ->
                java.of(
                        MAIN,
                        HEAP_MIB,
                        Stream.concat(common.stream(), grpc.stream()).toList());
            case BMV2 -> {
                List<String> line = new ArrayList<>(List.of(requireBmv2()));
                line.addAll(common);
                line.addAll(List.of("--thrift-port", Integer.toString(THRIFT_PORT), "--"));
                line.addAll(grpc);
                yield line;
            }
        };
        String name = topology.isRouted() ? "switch-" + device.name() : "switch";
        return ProcessSpec.of(name, device.namespace(), command);
    }

    /** What the switch still needs once it runs; a word on it for the user when it could not be done. */
    static Optional<String> tune(SwitchHost device, SwitchKind kind) {
        return switch (kind) {
            case EMBEDDED -> Optional.empty();
            case BMV2 -> enlargeQueues(device);
        };
    }

    /** From inside its namespace: the Thrift server of some builds listens on the loopback alone. */
    private static Optional<String> enlargeQueues(SwitchHost device) {
        InetSocketAddress thrift = new InetSocketAddress(InetAddress.getLoopbackAddress(), THRIFT_PORT);
        return device.namespace().call(() -> {
            try {
                Bmv2Runtime.setAllEgressQueueDepths(thrift, BMV2_QUEUE_PACKETS);
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of("bmv2 keeps its egress queues of 64 packets: " + e.getMessage());
            }
        });
    }

    private static String requireBmv2() {
        return onPath(BMV2)
                .map(Path::toString)
                .orElseThrow(() -> new MissingFromEnvironment(BMV2
                        + " is not on the PATH; no package registry has it: build github.com/p4lang/behavioral-model with PI,"
                        + " or use --switch embedded"));
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

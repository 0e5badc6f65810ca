package io.slackline.testbed.pipeline;

import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.inband.Handover;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.SlackReport;
import io.slackline.testbed.pipeline.Frames.Host;
import io.slackline.testbed.pipeline.SwitchUnderTest.Sent;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Frames that reach every corner of the program, and frames that are broken anywhere. The same seed gives the same frames. */
final class RandomFrames {

    static final String FAR_END = "203.0.113.9";
    static final int VNI = 77;
    static final int HANDED_OVER_SLOT = 5;
    static final int HANDOVER_EPOCH = 6;

    private static final List<String> IPS =
            List.of(Bench.SERVICE_IP, Bench.SERVICE_IP, Bench.REPORT_IP, "10.0.1.2", "10.0.2.1", "10.99.7.7", FAR_END);
    private static final int[] L4_PORTS = {80, 80, 53, 53, 54, 54, 55, 81, 4789, 9560};

    private final SplittableRandom random;

    RandomFrames(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A frame and the port that it arrives on. */
    Sent next() {
        int port = 1 + random.nextInt(Bench.PORTS.size());
        Host host = port == Bench.CLIENT.port() ? Bench.CLIENT : Bench.node(port);
        byte[] frame = frame(host);
        return new Sent(
                port,
                switch (random.nextInt(10)) {
                    case 0 -> Arrays.copyOf(frame, 1 + random.nextInt(frame.length));
                    case 1, 2 -> damaged(frame, 12);
                    default -> frame;
                });
    }

    private byte[] frame(Host host) {
        return switch (random.nextInt(12)) {
            case 0 -> {
                byte[] inside = plain(host);
                yield Frames.vxlan(
                        dst(),
                        host.mac(),
                        host.ip(),
                        random.nextInt(4) == 0 ? "203.0.113.10" : FAR_END,
                        random.nextInt(1 << 16),
                        VNI + (random.nextInt(4) == 0 ? 1 : 0),
                        inside.length,
                        inside);
            }
            case 1 -> Frames.tagged(plain(host), random.nextInt(1 << 16));
            case 2 -> {
                byte[] plain = plain(host);
                yield plain[12] == 8 && plain[13] == 0 ? Frames.withOptions(plain) : plain;
            }
            case 3 -> handover(host);
            default -> plain(host);
        };
    }

    private byte[] handover(Host host) {
        int node = Math.min(host.port(), 3);
        Head head = new Head(0, node, 1, random.nextInt(1 << 20), Bench.token(node) + random.nextInt(2));
        return Frames.inband(
                host,
                Bench.SWITCH_MAC,
                Bench.REPORT_IP,
                new Handover(head, HANDED_OVER_SLOT, 2 + random.nextInt(2), HANDOVER_EPOCH));
    }

    private byte[] plain(Host host) {
        MacAddress dst = dst();
        String ip = IPS.get(random.nextInt(IPS.size()));
        int srcPort = 1000 + random.nextInt(40);
        int dstPort = L4_PORTS[random.nextInt(L4_PORTS.length)];
        return switch (random.nextInt(12)) {
            case 0 -> Frames.arp(dst, 1 + random.nextInt(2), host.mac(), host.ip(), new MacAddress(0), ip);
            case 1 -> Frames.echo(dst, host.mac(), host.ip(), ip, random.nextBoolean() ? 8 : 0);
            case 2 -> Frames.udpFragment(host, dst, ip, dstPort);
            case 3 -> Frames.udp(host, dst, ip, srcPort, dstPort, new byte[random.nextInt(64)]);
            case 4, 5, 6 -> report(host);
            case 7 ->
                Frames.ipv4(
                        Bench.SWITCH_MAC,
                        host.mac(),
                        host.ip(),
                        random.nextBoolean() ? "198.51.100.7" : ip,
                        random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(256),
                        random.nextInt(1 << 16),
                        random.nextInt(4) == 0 ? 0x2000 : 0);
            case 8 -> Frames.udp(host, dst, Bench.SERVICE_IP, srcPort, 54 + random.nextInt(2), new byte[4]);
            default -> Frames.tcp(host, dst, ip, srcPort, 80, random.nextInt(64), "x".repeat(random.nextInt(3)));
        };
    }

    private MacAddress dst() {
        return switch (random.nextInt(4)) {
            case 0 -> Frames.BROADCAST;
            case 1 -> Bench.node(1 + random.nextInt(3)).mac();
            default -> Bench.SWITCH_MAC;
        };
    }

    private byte[] report(Host host) {
        int node = random.nextInt(8) == 0 ? 1 + random.nextInt(3) : Math.min(host.port(), 3);
        int token = Bench.token(node) + (random.nextInt(8) == 0 ? 1 : 0);
        Head head = new Head(
                random.nextInt(6) == 0 ? SlackReport.DRAINING : 0,
                node,
                1 + random.nextInt(3),
                random.nextInt(1 << 20),
                token);
        return Frames.inband(
                host,
                Bench.SWITCH_MAC,
                Bench.REPORT_IP,
                new SlackReport(head, random.nextInt(1000), 0, random.nextInt(), 0, 0, 0));
    }

    /** One to three octets from an offset on are anything. */
    private byte[] damaged(byte[] frame, int from) {
        byte[] damaged = frame.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged[from + random.nextInt(damaged.length - from)] = (byte) random.nextInt(256);
        }
        return damaged;
    }
}

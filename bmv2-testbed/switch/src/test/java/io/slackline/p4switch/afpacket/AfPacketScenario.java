package io.slackline.p4switch.afpacket;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.Switch;
import io.slackline.p4switch.SwitchOptions;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.engine.DropCause;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs a switch between two veth links and talks to it from their other ends. To be started in a network namespace of its own; prints
 * one line per check and ends with exit code 0 if all hold.
 */
final class AfPacketScenario {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int SMALL_RING_BYTES = 1 << 18;

    /** The far end of a link: a host's card, but for what the host's own stack sends. */
    private record End(RxRing ring, TxBatch batch) {

        static End on(String name) throws IOException {
            return new End(new RxRing(name, RxRing.DEFAULT_BYTES), new TxBatch((_, cause) -> refused(name, cause)));
        }

        private static void refused(String name, DropCause cause) {
            check("frames leave " + name, false, cause.toString());
        }

        void send(byte[] frame) {
            batch.add(ring.interfaceIndex(), frame, 0, frame.length);
        }

        void flush() {
            batch.flush();
        }
    }

    private final Switch bridge;
    private final End left;
    private final End right;

    private AfPacketScenario(Switch bridge) throws IOException {
        this.bridge = bridge;
        left = End.on("left");
        right = End.on("right");
    }

    public static void main(String[] arguments) throws Exception {
        run("ip", "link", "add", "left", "type", "veth", "peer", "name", "port1");
        run("ip", "link", "add", "right", "type", "veth", "peer", "name", "port2");
        for (String link : List.of("left", "right", "port1", "port2")) {
            run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/" + link + "/disable_ipv6");
            run("ip", "link", "set", link, "mtu", "1500", "up");
        }
        run("ip", "address", "add", "10.7.0.1/24", "dev", "left");
        run("ip", "neighbour", "add", "10.7.0.2", "lladdr", "02:00:00:00:00:02", "dev", "left");
        withBridge(1, scenario -> {
            scenario.forwardsBothWays();
            scenario.forwardsBurstsInOrder();
            scenario.keepsTags();
            scenario.completesChecksums();
            scenario.nothingWasDropped();
            scenario.dropsWhatIsLongerThanThePort();
            scenario.forwardsFramesLongerThanARingSlot();
            scenario.forwardsMergedSegmentsNever();
            scenario.dropsWhereThePortIsDown();
        });
        withBridge(2, scenario -> {
            scenario.forwardsBothWays();
            scenario.forwardsBurstsInOrder();
            scenario.forwardsJumboFrames();
            scenario.nothingWasDropped();
        });
        countsWhatARingCannotHold();
    }

    private static void withBridge(int threads, Check scenario) throws Exception {
        SwitchOptions options = new SwitchOptions(
                Map.of(1, "port1", 2, "port2"),
                255,
                DeviceConfig.DEFAULT_DROP_PORT,
                Optional.empty(),
                Optional.empty(),
                Engine.COMPILED,
                new SwitchOptions.PacketLoops(threads, Duration.ofNanos(threads * 10_000L)));
        try (Switch bridge = Switch.open(options)) {
            bridge.target().commit(bridge.target().load(SwitchFixture.resource("/p4/wire.json")));
            bridge.start();
            AfPacketScenario run = new AfPacketScenario(bridge);
            scenario.of(run);
            for (End end : List.of(run.left, run.right)) {
                end.ring().close();
                end.batch().close();
            }
        }
    }

    private interface Check {
        void of(AfPacketScenario scenario) throws Exception;
    }

    private void nothingWasDropped() {
        check("nothing was dropped", bridge.drops().isEmpty(), bridge.drops().toString());
    }

    private void dropped(String what, DropCause cause, long least) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (bridge.drops().getOrDefault(cause, 0L) < least && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        check(
                what,
                bridge.drops().getOrDefault(cause, 0L) >= least,
                bridge.drops().toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    private static void check(String what, boolean holds, String details) {
        System.out.println((holds ? "good: " : "BAD: ") + what + (holds ? "" : ": " + details));
        if (!holds) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static byte[] frame(int sequence, int length) {
        byte[] frame = new byte[length];
        new Random(sequence).nextBytes(frame);
        System.arraycopy(SwitchFixture.bytes("020000000002 020000000001 88b5"), 0, frame, 0, 14);
        frame[14] = (byte) (sequence >> 8);
        frame[15] = (byte) sequence;
        return frame;
    }

    private static List<byte[]> receive(End end, int count) {
        List<byte[]> received = new ArrayList<>();
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (received.size() < count && System.nanoTime() < until) {
            int length = end.ring().take();
            if (length >= 0) {
                received.add(Arrays.copyOf(end.ring().frame(), length));
            } else {
                Thread.onSpinWait();
            }
        }
        return received;
    }

    private static void send(End end, byte[] frame) {
        end.send(frame);
    }

    private void forwardsBothWays() {
        send(left, frame(1, 60));
        left.flush();
        check("left to right", Arrays.equals(frame(1, 60), receive(right, 1).getFirst()), "another frame came");
        send(right, frame(2, 1514));
        right.flush();
        check("right to left", Arrays.equals(frame(2, 1514), receive(left, 1).getFirst()), "another frame came");
    }

    private void forwardsBurstsInOrder() {
        int total = 2000;
        int got = 0;
        for (int burst = 0; burst < total; burst += 100) {
            for (int i = burst; i < burst + 100; i++) {
                send(left, frame(i, 60 + i % 1400));
            }
            left.flush();
            for (byte[] frame : receive(right, 100)) {
                check("frame " + got, Arrays.equals(frame(got, 60 + got % 1400), frame), "not the frame expected");
                got++;
            }
        }
        check(total + " frames in bursts", got == total, got + " came");
    }

    private void dropsWhatIsLongerThanThePort() throws Exception {
        run("ip", "link", "set", "left", "mtu", "9000");
        run("ip", "link", "set", "port1", "mtu", "9000");
        send(left, frame(3, 9014));
        left.flush();
        dropped("a jumbo frame is too long for a port with an MTU of 1500", DropCause.TOO_LONG_FOR_PORT, 1);
    }

    /** The rings were made when the MTU was 1500. */
    private void forwardsFramesLongerThanARingSlot() throws Exception {
        run("ip", "link", "set", "right", "mtu", "9000");
        run("ip", "link", "set", "port2", "mtu", "9000");
        for (int i = 0; i < 50; i++) {
            send(left, frame(i, i % 2 == 0 ? 9014 : 60));
        }
        left.flush();
        List<byte[]> received = receive(right, 50);
        check("jumbo frames among small ones", received.size() == 50, received.size() + " came");
        for (int i = 0; i < 50; i++) {
            check(
                    "frame " + i,
                    Arrays.equals(frame(i, i % 2 == 0 ? 9014 : 60), received.get(i)),
                    "not the frame expected");
        }
    }

    private void forwardsJumboFrames() {
        send(left, frame(3, 9014));
        left.flush();
        check("jumbo frame", Arrays.equals(frame(3, 9014), receive(right, 1).getFirst()), "another frame came");
    }

    /** The host hands its card 40 kB at once, to be cut into segments (UDP_SEGMENT, udp(7)): no wire would carry that, nor does the switch. */
    private void forwardsMergedSegmentsNever() throws Exception {
        run("python3", "-c", """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.bind(("10.7.0.1", 4001))
                s.setsockopt(socket.IPPROTO_UDP, 103, 1400)
                s.sendto(bytes(40000), ("10.7.0.2", 5000))
                """);
        dropped("merged segments are dropped by name", DropCause.OFFLOADED_SEGMENTS, 1);
        run("ethtool", "-K", "left", "tx-udp-segmentation", "off");
        run("python3", "-c", """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.bind(("10.7.0.1", 4001))
                s.setsockopt(socket.IPPROTO_UDP, 103, 1400)
                s.sendto(bytes(40000), ("10.7.0.2", 5000))
                """);
        check(
                "segments cut by the host pass",
                receive(right, 29).size() == 29,
                bridge.drops().toString());
    }

    private void dropsWhereThePortIsDown() throws Exception {
        run("ip", "link", "set", "port2", "down");
        send(left, frame(5, 60));
        left.flush();
        dropped("a frame for a port that is down", DropCause.PORT_DOWN, 1);
        run("ip", "link", "set", "port2", "up");
        send(left, frame(6, 60));
        left.flush();
        check("the port is back", Arrays.equals(frame(6, 60), receive(right, 1).getFirst()), "another frame came");
    }

    private static void countsWhatARingCannotHold() throws IOException {
        End left = End.on("left");
        try (RxRing ring = new RxRing("port1", SMALL_RING_BYTES)) {
            int sent = 2 * ring.slots();
            for (int i = 0; i < sent; i++) {
                left.send(frame(i, 60));
            }
            left.flush();
            int taken = 0;
            while (ring.take() >= 0) {
                taken++;
            }
            long overruns = ring.overruns();
            check("a full ring", taken == ring.slots() && taken + overruns == sent, taken + " and " + overruns);
        }
    }

    private void keepsTags() {
        byte[] tagged = frame(4, 100);
        System.arraycopy(SwitchFixture.bytes("8100 6064 88b5"), 0, tagged, 12, 6);
        send(right, tagged);
        right.flush();
        check("802.1Q tag", Arrays.equals(tagged, receive(left, 1).getFirst()), "another frame came");
    }

    /** The host leaves the checksum of what it sends itself to the card, which a veth does not have. */
    private void completesChecksums() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("10.7.0.1", 4000))) {
            byte[] payload = "an odd number of bytes.".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(payload, payload.length, InetAddress.getByName("10.7.0.2"), 5000));
        }
        byte[] frame = receive(right, 1).getFirst();
        long sum = 17 + (frame.length - 34);
        for (int i = 26; i < frame.length; i += 2) {
            sum += (frame[i] & 0xFF) << 8 | (i + 1 < frame.length ? frame[i + 1] & 0xFF : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        check("checksum of a datagram", sum == 0xFFFF, Long.toHexString(sum) + " in " + SwitchFixture.hex(frame));
    }
}

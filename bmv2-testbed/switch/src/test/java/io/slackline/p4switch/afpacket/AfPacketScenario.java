package io.slackline.p4switch.afpacket;

import io.slackline.p4switch.Switch;
import io.slackline.p4switch.SwitchOptions;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.device.SwitchFixture;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs a switch between two veth links and talks to it from their other ends. To be started in a network namespace of its own; prints
 * one line per check and ends with exit code 0 if all hold.
 */
final class AfPacketScenario {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AfPacketPort left;
    private final AfPacketPort right;
    private final RxBatch rx = new RxBatch();
    private final Native calls = new Native();

    private AfPacketScenario(DropCounts drops) throws IOException {
        left = new AfPacketPort("left", drops);
        right = new AfPacketPort("right", drops);
    }

    public static void main(String[] arguments) throws Exception {
        run("ip", "link", "add", "left", "type", "veth", "peer", "name", "port1");
        run("ip", "link", "add", "right", "type", "veth", "peer", "name", "port2");
        for (String link : List.of("left", "right", "port1", "port2")) {
            run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/" + link + "/disable_ipv6");
            run("ip", "link", "set", link, "mtu", "9000", "up");
        }
        run("ip", "address", "add", "10.7.0.1/24", "dev", "left");
        run("ip", "neighbour", "add", "10.7.0.2", "lladdr", "02:00:00:00:00:02", "dev", "left");
        try (Switch bridge = Switch.open(SwitchOptions.onInterfaces(Map.of(1, "port1", 2, "port2"), 255))) {
            bridge.target().commit(bridge.target().load(SwitchFixture.resource("/p4/wire.json")));
            bridge.start();
            AfPacketScenario scenario = new AfPacketScenario(new DropCounts());
            scenario.forwardsBothWays();
            scenario.forwardsBurstsInOrder();
            scenario.forwardsJumboFrames();
            scenario.keepsTags();
            scenario.completesChecksums();
            check(
                    "nothing was dropped",
                    bridge.drops().isEmpty(),
                    bridge.drops().toString());
        }
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

    private List<byte[]> receive(AfPacketPort port, int count) {
        List<byte[]> received = new ArrayList<>();
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (received.size() < count && System.nanoTime() < until) {
            int batch = calls.recvmmsg(port.fd(), rx.prepared(), RxBatch.SIZE, Native.MSG_DONTWAIT);
            for (int i = 0; i < batch; i++) {
                int length = rx.load(i);
                if (length >= 0) {
                    received.add(Arrays.copyOf(rx.frame(), length));
                }
            }
            Thread.onSpinWait();
        }
        return received;
    }

    private void send(AfPacketPort port, byte[] frame) {
        port.send(frame, 0, frame.length);
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

    private void forwardsJumboFrames() {
        send(left, frame(3, 9014));
        left.flush();
        check("jumbo frame", Arrays.equals(frame(3, 9014), receive(right, 1).getFirst()), "another frame came");
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

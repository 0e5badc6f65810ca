package io.slackline.testbed.fault;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.Default;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.SlackReport;
import io.slackline.testbed.netns.Namespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Slack reports about a node that the node has not made so. Sent when injected, which takes {@code count} intervals; there is nothing to heal.
 *
 * @param kind what is wrong with them
 * @param node whom they speak of
 * @param from the host that sends them; the node itself where it is left out
 */
public record BogusReports(
        Kind kind,
        String node,
        Optional<String> from,
        @Default("100") int count,
        @Default("1ms") Duration interval) implements Fault {
    private static final InetSocketAddress SWITCH = new InetSocketAddress("10.99.0.1", 9560);
    /** Newer than any that the node will send in this run. */
    private static final int NEWEST = 0x7fff_0000;

    private static final int LAST_BOOT_EPOCH = 0xffff;
    private static final int GUESSED_TOKEN = 0x12345678;
    /** Until then the node has sent newer ones than the one that was overheard. */
    private static final Duration TO_BE_OLD = Duration.ofMillis(200);

    /** What is wrong. */
    public enum Kind {
        /** Made up, without the node's token: says that the node is draining. */
        FORGED,
        /** One of the node's own, sent again later. */
        REPLAYED,
        /** The node's own, each with one bit flipped, and checksums that are right. */
        CORRUPT
    }

    public BogusReports {
        if (count < 1 || count > 1_000_000) {
            throw new IllegalArgumentException("count: expected 1 to 1000000, got " + count);
        }
    }

    @Override
    public Injected inject(FaultTarget target) {
        Namespace sender =
                target.link(from.orElse(node), Link.Network.DATA).near().namespace();
        try {
            switch (kind) {
                case FORGED -> {
                    int index = target.nodeIndex(node);
                    send(sender, number -> forged(index, number));
                }
                case REPLAYED -> {
                    byte[] overheard = target.overhearReport(node);
                    Thread.sleep(TO_BE_OLD);
                    send(sender, _ -> overheard);
                }
                case CORRUPT -> {
                    RandomGenerator random = new SplittableRandom(1);
                    send(sender, _ -> corrupted(target.overhearReport(node), random));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted while reports were sent", e);
        }
        return new Injected(this, Injected.NOTHING_TO_HEAL);
    }

    private static byte[] forged(int nodeIndex, int number) {
        Head head = new Head(SlackReport.DRAINING, nodeIndex, LAST_BOOT_EPOCH, NEWEST + number, GUESSED_TOKEN);
        ByteBuffer report = ByteBuffer.allocate(SlackReport.LENGTH);
        new SlackReport(head, 0, 0, 0, 0, 0, 0).encode(report);
        return report.array();
    }

    private static byte[] corrupted(byte[] report, RandomGenerator random) {
        report[random.nextInt(report.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return report;
    }

    private void send(Namespace sender, Payload payload) {
        sender.call(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                for (int number = 0; number < count; number++) {
                    byte[] report = payload.of(number);
                    socket.send(new DatagramPacket(
                            report,
                            report.length,
                            InetAddress.getByAddress(SWITCH.getAddress().getAddress()),
                            SWITCH.getPort()));
                    Thread.sleep(interval);
                }
                return true;
            } catch (IOException e) {
                throw new SlacklineException(
                        Code.UNAVAILABLE, "cannot send reports from " + sender.name() + ": " + e, e);
            }
        });
    }

    /** The how many-th report. */
    private interface Payload {
        byte[] of(int number);
    }

    @Override
    public String describe() {
        return "%d %s reports about %s from %s"
                .formatted(count, kind.name().toLowerCase(Locale.ROOT), node, from.orElse(node));
    }
}

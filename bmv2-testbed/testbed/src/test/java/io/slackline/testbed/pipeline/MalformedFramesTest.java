package io.slackline.testbed.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.slackline.pipeline.Ipv4;
import io.slackline.testbed.pipeline.SwitchUnderTest.Sent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Frames to service addresses that are cut at every octet, or damaged anywhere behind the MAC addresses: what is no whole IPv4 packet without
 * options, of TCP or UDP, to a service, is never steered. What is steered is looked at by code that knows nothing of the P4 program.
 * {@code -Dslackline.fuzz.seconds=N} goes on for longer, {@code -Dslackline.fuzz.seed=N} repeats a run.
 */
class MalformedFramesTest {

    private static final Duration FUZZING = Duration.ofSeconds(Integer.getInteger("slackline.fuzz.seconds", 2));
    private static final long SEED = Long.getLong("slackline.fuzz.seed", System.nanoTime());
    private static final int ETHERNET = 14;
    private static final int L4 = ETHERNET + 20;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int[] HOSTILE = {0x00, 0x01, 0x7F, 0x80, 0xFF};

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void areNeverSteered() throws Exception {
        EmbeddedSwitch target = new EmbeddedSwitch();
        try (Bench bench = DifferentialTest.prepared(target)) {
            List<byte[]> whole = List.of(
                    Frames.tcp(Bench.CLIENT, Bench.SWITCH_MAC, Bench.SERVICE_IP, 1000, 80, Frames.SYN, "x"),
                    Frames.udp(Bench.CLIENT, Bench.SWITCH_MAC, Bench.SERVICE_IP, 1001, 53, new byte[9]),
                    Frames.udp(Bench.CLIENT, Bench.SWITCH_MAC, Bench.SERVICE_IP, 1002, 54, new byte[0]),
                    Frames.udp(Bench.CLIENT, Bench.SWITCH_MAC, Bench.SERVICE_IP, 1003, 55, new byte[40]));
            for (byte[] frame : whole) {
                assertEquals(1, steered(target, frame), "the whole frame is steered");
                for (int length = 0; length < frame.length; length++) {
                    check(target, Arrays.copyOf(frame, length));
                }
                for (int at = 12; at < frame.length; at++) {
                    for (int hostile : HOSTILE) {
                        byte[] damaged = frame.clone();
                        damaged[at] = (byte) hostile;
                        check(target, damaged);
                    }
                }
            }
            Instant end = Instant.now().plus(FUZZING);
            while (Instant.now().isBefore(end)) {
                check(target, damaged(whole.get(random.nextInt(whole.size()))));
            }
            assertFalse(bench.controller.causes().isEmpty());
        }
    }

    private byte[] damaged(byte[] frame) {
        byte[] damaged = frame.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged[12 + random.nextInt(damaged.length - 12)] = (byte) random.nextInt(256);
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 1)) : damaged;
    }

    private static void check(EmbeddedSwitch target, byte[] frame) throws InterruptedException {
        if (!steerable(frame)) {
            assertEquals(
                    0,
                    steered(target, frame),
                    () -> "seed " + SEED + ": " + HexFormat.of().formatHex(frame));
        } else {
            steered(target, frame);
        }
    }

    /** How many packets leave towards nodes for a frame of the client: addressed to another one than the frame was. */
    private static int steered(EmbeddedSwitch target, byte[] frame) throws InterruptedException {
        target.pass(Duration.ofMillis(1));
        target.send(Bench.CLIENT.port(), frame);
        int steered = 0;
        for (Optional<Sent> left = target.next(Duration.ZERO); left.isPresent(); left = target.next(Duration.ZERO)) {
            byte[] out = left.get().packet();
            boolean flooded = Arrays.equals(out, frame);
            if (left.get().port() != Bench.CLIENT.port()
                    && !flooded
                    && Bench.PORTS.contains(left.get().port())) {
                steered++;
                assertEquals(
                        HexFormat.of().formatHex(frame, ETHERNET, frame.length),
                        HexFormat.of().formatHex(out, out.length - (frame.length - ETHERNET), out.length),
                        "what is steered keeps all that follows its Ethernet header");
            }
        }
        return steered;
    }

    private static boolean steerable(byte[] frame) {
        if (frame.length < L4 + 8) {
            return false;
        }
        ByteBuffer at = ByteBuffer.wrap(frame);
        int protocol = frame[ETHERNET + 9];
        boolean plain =
                at.getShort(12) == 0x0800 && frame[ETHERNET] == 0x45 && (at.getShort(ETHERNET + 6) & 0x3FFF) == 0;
        boolean service = at.getInt(ETHERNET + 16) == Ipv4.parse(Bench.SERVICE_IP);
        int port = at.getShort(L4 + 2) & 0xFFFF;
        boolean known = switch (protocol) {
            case TCP -> port == 80 && frame.length >= L4 + 20;
            case UDP -> port == 53 || port == 54 || port == 55;
            default -> false;
        };
        return plain && service && known;
    }
}

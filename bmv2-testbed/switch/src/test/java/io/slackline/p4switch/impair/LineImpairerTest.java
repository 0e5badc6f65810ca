package io.slackline.p4switch.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.target.TargetException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LineImpairerTest {
    private static final int PORT = 3;
    private static final int FRAMES = 1000;
    private static final byte[] FRAME = {0, 1, 2, 3, 4, 5, 6, 7};

    private final DropCounts drops = new DropCounts();
    private final PortImpairments impairments = new PortImpairments();
    private final BlockingQueue<byte[]> now = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> later = new LinkedBlockingQueue<>();
    private final LineImpairer impairer = new LineImpairer(
            Set.of(PORT),
            impairments,
            _ -> this::unexpected,
            _ -> (frame, from, length) -> keep(later, frame, from, length),
            drops);

    @AfterEach
    void close() {
        impairer.close();
    }

    @Test
    void aPortIsInPeaceUntilSomebodySaysOtherwise() {
        assertNull(impairments.sent(PORT));
        impairer.impair(PORT, Impairment.NONE, new Impairment(1, 0, 0, 0, 0, 0));
        assertNotNull(impairments.sent(PORT));
        assertNull(impairments.received(PORT));
        impairer.impair(PORT, Impairment.NONE, Impairment.NONE);
        assertNull(impairments.sent(PORT));
    }

    @Test
    void losesAndCountsTheShareThatIsAskedFor() {
        send(new Impairment(0.25, 0, 0, 0, 0, 0), FRAMES);
        int lost = FRAMES - now.size();
        assertTrue(lost > 180 && lost < 320, lost + " of 1000");
        assertEquals(Map.of(DropCause.IMPAIRED, (long) lost), drops.snapshot());
    }

    @Test
    void duplicates() {
        send(new Impairment(0, 1, 0, 0, 0, 0), 10);
        assertEquals(20, now.size());
    }

    @Test
    void flipsOneBitOfACopy() {
        send(new Impairment(0, 0, 1, 0, 0, 0), 10);
        for (byte[] frame : now) {
            BitSet difference = BitSet.valueOf(frame);
            difference.xor(BitSet.valueOf(FRAME));
            assertEquals(1, difference.cardinality(), Arrays.toString(frame));
        }
        assertEquals(7, FRAME[7]);
    }

    @Test
    void delaysInOrderAndLetsSomeOvertake() throws InterruptedException {
        long began = System.nanoTime();
        send(new Impairment(0, 0, 0, 0.5, 20_000, 0), FRAMES);
        int overtook = now.size();
        assertTrue(overtook > 400 && overtook < 600, overtook + " of 1000");
        for (int i = overtook; i < FRAMES; i++) {
            assertNotNull(later.poll(10, TimeUnit.SECONDS));
        }
        assertTrue(System.nanoTime() - began >= 20_000_000);
    }

    @Test
    void delayedFramesKeepTheirOrder() throws InterruptedException {
        impairer.impair(PORT, Impairment.NONE, new Impairment(0, 0, 0, 0, 1_000, 0));
        Impaired impaired = Objects.requireNonNull(impairments.sent(PORT));
        List<Integer> sent = IntStream.range(0, 100).boxed().toList();
        sent.forEach(number -> impaired.pass(new byte[] {number.byteValue()}, 0, 1, this::unexpected));
        for (int number : sent) {
            assertEquals(number, Objects.requireNonNull(later.poll(10, TimeUnit.SECONDS))[0]);
        }
    }

    @Test
    void refusesPortsThatAreNotThereAndSharesOutOfRange() {
        assertThrows(TargetException.class, () -> impairer.impair(4, Impairment.NONE, Impairment.NONE));
        assertThrows(TargetException.class, () -> new Impairment(1.1, 0, 0, 0, 0, 0));
        assertThrows(TargetException.class, () -> new Impairment(0, 0, -0.1, 0, 0, 0));
    }

    private void send(Impairment impairment, int frames) {
        impairer.impair(PORT, Impairment.NONE, impairment);
        Impaired impaired = Objects.requireNonNull(impairments.sent(PORT));
        for (int i = 0; i < frames; i++) {
            impaired.pass(FRAME, 0, FRAME.length, (frame, from, length) -> keep(now, frame, from, length));
        }
    }

    private static void keep(BlockingQueue<byte[]> where, byte[] frame, int from, int length) {
        where.add(Arrays.copyOfRange(frame, from, from + length));
    }

    private void unexpected(byte[] frame, int offset, int length) {
        throw new AssertionError("not to be called");
    }
}

package io.slackline.p4switch.impair;

import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.engine.DropCause;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** One direction of a port under an impairment. Safe for use by several threads. */
public final class Impaired {
    private final Impairment impairment;
    private final DelayLine line;
    private final FrameSink later;
    private final DropCounts drops;
    private final RandomGenerator random;

    /**
     * Ready at once.
     *
     * @param later takes what was delayed, on the line's thread
     */
    Impaired(Impairment impairment, DelayLine line, FrameSink later, DropCounts drops, RandomGenerator random) {
        this.impairment = impairment;
        this.line = line;
        this.later = later;
        this.drops = drops;
        this.random = random;
    }

    /** Lets a frame through, harmed or not, or later, or twice, or not at all. */
    public synchronized void pass(byte[] frame, int offset, int length, FrameSink now) {
        if (hits(impairment.loss())) {
            drops.add(DropCause.IMPAIRED, 1);
            return;
        }
        int copies = hits(impairment.duplicate()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            passOne(frame, offset, length, now);
        }
    }

    private void passOne(byte[] frame, int offset, int length, FrameSink now) {
        boolean corrupt = length > 0 && hits(impairment.corrupt());
        long delayNanos = hits(impairment.reorder()) ? 0 : delayNanos();
        if (!corrupt && delayNanos == 0) {
            now.accept(frame, offset, length);
            return;
        }
        byte[] copy = Arrays.copyOfRange(frame, offset, offset + length);
        if (corrupt) {
            copy[random.nextInt(length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        if (delayNanos == 0) {
            now.accept(copy, 0, length);
        } else if (!line.add(copy, delayNanos, later)) {
            drops.add(DropCause.IMPAIRED, 1);
        }
    }

    private long delayNanos() {
        long jitter = impairment.jitterMicros();
        long shift = jitter == 0 ? 0 : random.nextLong(-jitter, jitter + 1);
        return 1000 * Math.max(0, impairment.delayMicros() + shift);
    }

    private boolean hits(double share) {
        return share > 0 && random.nextDouble() < share;
    }
}

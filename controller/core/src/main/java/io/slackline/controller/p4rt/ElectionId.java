package io.slackline.controller.p4rt;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import p4.v1.Uint128;

/**
 * The number by which a switch ranks its controllers; the highest one is primary (P4Runtime Specification 1.5, section 5).
 *
 * <p>A switch never forgets the highest number it has seen, so a restarted controller must come with a greater one. Slackline
 * takes the microseconds since the Unix epoch: the controller that arrived last wins, and the one it replaced is fenced off.
 *
 * @param high the upper 64 bits, unsigned
 * @param low the lower 64 bits, unsigned
 */
public record ElectionId(long high, long low) implements Comparable<ElectionId> {

    /** An identifier greater than every one taken before from the same clock. */
    public static ElectionId now(InstantSource clock) {
        return new ElectionId(0, ChronoUnit.MICROS.between(java.time.Instant.EPOCH, clock.instant()));
    }

    static ElectionId from(Uint128 proto) {
        return new ElectionId(proto.getHigh(), proto.getLow());
    }

    Uint128 toProto() {
        return Uint128.newBuilder().setHigh(high).setLow(low).build();
    }

    /** This identifier when it beats {@code other}, otherwise the next one above {@code other}. */
    ElectionId above(ElectionId other) {
        if (compareTo(other) > 0) {
            return this;
        }
        return other.low == -1L ? new ElectionId(other.high + 1, 0) : new ElectionId(other.high, other.low + 1);
    }

    @Override
    public int compareTo(ElectionId other) {
        int upper = Long.compareUnsigned(high, other.high);
        return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
    }
}

package io.slackline.p4switch.state;

import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.List;

/** One immutable version of a parser value set. Its members are as wide as all fields of the select expression together. */
public final class ValueSet {

    private final List<MatchValue> members;
    private final int limbs;

    /** Limbs of member after member, the least significant first. */
    private final long[] values;

    private final long[] masks;

    ValueSet(String name, int widthBits, List<MatchValue> members) {
        this.members = List.copyOf(members);
        limbs = Math.max(1, (widthBits + 63) / 64);
        values = new long[members.size() * limbs];
        masks = new long[members.size() * limbs];
        for (int i = 0; i < members.size(); i++) {
            switch (members.get(i)) {
                case MatchValue.Exact(BigInteger value) -> {
                    BigInteger ones = BigInteger.ONE.shiftLeft(widthBits).subtract(BigInteger.ONE);
                    put(i, fitting(name, widthBits, value), ones);
                }
                case MatchValue.Ternary(BigInteger value, BigInteger mask) ->
                    put(i, fitting(name, widthBits, value), fitting(name, widthBits, mask));
                case MatchValue.Any _, MatchValue.Lpm _, MatchValue.Range _ ->
                    throw TargetException.invalid("member " + members.get(i) + " of value set \"" + name
                            + "\": expected an exact or ternary value");
            }
        }
    }

    private void put(int member, BigInteger value, BigInteger mask) {
        Bits.fromBigInteger(value.and(mask), values, member * limbs, limbs);
        Bits.fromBigInteger(mask, masks, member * limbs, limbs);
    }

    private static BigInteger fitting(String name, int widthBits, BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > widthBits) {
            throw TargetException.invalid("value set \"" + name + "\": value 0x" + value.toString(16) + " does not fit "
                    + widthBits + " bits");
        }
        return value;
    }

    /** Whether a value, under a mask, is in the set; for sets of up to 64 bits. */
    public boolean contains(long value, long under) {
        for (int i = 0; i < values.length; i++) {
            if (((value ^ values[i]) & masks[i] & under) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value, under a mask, is in the set; both have the set's limbs, the least significant first. */
    public boolean contains(long[] value, long[] under) {
        for (int at = 0; at < values.length; at += limbs) {
            long different = 0;
            for (int limb = 0; limb < limbs; limb++) {
                different |= (value[limb] ^ values[at + limb]) & masks[at + limb] & under[limb];
            }
            if (different == 0) {
                return true;
            }
        }
        return false;
    }

    List<MatchValue> members() {
        return members;
    }
}

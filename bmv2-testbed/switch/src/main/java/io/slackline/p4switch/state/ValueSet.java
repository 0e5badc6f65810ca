package io.slackline.p4switch.state;

import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.List;

/** One immutable version of a parser value set. Its members are as wide as all fields of the select expression together. */
public final class ValueSet {

    private final List<MatchValue> members;
    private final int limbs;

    /** Limbs of member after member, the least significant first; a range is the prefixes that it is made of. */
    private final long[] values;

    private final long[] masks;

    ValueSet(String name, int widthBits, List<MatchValue> members) {
        this.members = List.copyOf(members);
        limbs = Math.max(1, (widthBits + 63) / 64);
        List<MatchValue.Ternary> parts = members.stream()
                .flatMap(member -> parts(name, widthBits, member).stream())
                .toList();
        values = new long[parts.size() * limbs];
        masks = new long[parts.size() * limbs];
        for (int i = 0; i < parts.size(); i++) {
            BigInteger value = fitting(name, widthBits, parts.get(i).value());
            BigInteger mask = fitting(name, widthBits, parts.get(i).mask());
            Bits.fromBigInteger(value.and(mask), values, i * limbs, limbs);
            Bits.fromBigInteger(mask, masks, i * limbs, limbs);
        }
    }

    private static List<MatchValue.Ternary> parts(String name, int widthBits, MatchValue member) {
        return switch (member) {
            case MatchValue.Exact(BigInteger value) -> List.of(new MatchValue.Ternary(value, Bits.ones(widthBits)));
            case MatchValue.Ternary ternary -> List.of(ternary);
            case MatchValue.Range range -> {
                fitting(name, widthBits, range.low());
                fitting(name, widthBits, range.high());
                yield range.prefixes(widthBits);
            }
            case MatchValue.Any _, MatchValue.Lpm _ ->
                throw TargetException.invalid("member " + member + " of value set \"" + name
                        + "\": expected an exact or ternary value, or a range");
        };
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

package io.slackline.p4switch.state;

import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.List;

/** One immutable version of a parser value set of up to 64 bits. */
public final class ValueSet {

    private final List<MatchValue> members;
    private final long[] values;
    private final long[] masks;

    ValueSet(String name, int widthBits, List<MatchValue> members) {
        this.members = List.copyOf(members);
        values = new long[members.size()];
        masks = new long[members.size()];
        for (int i = 0; i < values.length; i++) {
            switch (members.get(i)) {
                case MatchValue.Exact(BigInteger value) -> {
                    values[i] = fitting(name, widthBits, value);
                    masks[i] = Bits.mask(widthBits);
                }
                case MatchValue.Ternary(BigInteger value, BigInteger mask) -> {
                    masks[i] = fitting(name, widthBits, mask);
                    values[i] = fitting(name, widthBits, value) & masks[i];
                }
                case MatchValue.Any _, MatchValue.Lpm _, MatchValue.Range _ ->
                    throw TargetException.invalid("member " + members.get(i) + " of value set \"" + name
                            + "\": expected an exact or ternary value");
            }
        }
    }

    private static long fitting(String name, int widthBits, BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > widthBits) {
            throw TargetException.invalid("value set \"" + name + "\": value 0x" + value.toString(16) + " does not fit "
                    + widthBits + " bits");
        }
        return value.longValue();
    }

    /** Whether a value, under a mask, is in the set. */
    public boolean contains(long value, long under) {
        for (int i = 0; i < values.length; i++) {
            if (((value ^ values[i]) & masks[i] & under) == 0) {
                return true;
            }
        }
        return false;
    }

    List<MatchValue> members() {
        return members;
    }
}

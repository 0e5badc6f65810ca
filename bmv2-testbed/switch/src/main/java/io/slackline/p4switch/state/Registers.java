package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.ArrayIr;
import java.math.BigInteger;

/** A register array: cells of one or more limbs. Owned by the packet path; others touch it under the packet lock. */
public final class Registers {

    private final int size;
    private final int limbs;
    private final long[] cells;

    Registers(ArrayIr.Register register) {
        size = register.size();
        limbs = register.limbs();
        cells = new long[Math.multiplyExact(size, limbs)];
    }

    public int size() {
        return size;
    }

    /** The limbs of all cells; cell i starts at i times the limbs of a cell. */
    public long[] cells() {
        return cells;
    }

    BigInteger get(int index) {
        return Bits.toBigInteger(cells, index * limbs, limbs);
    }

    void set(int index, BigInteger value) {
        Bits.fromBigInteger(value, cells, index * limbs, limbs);
    }
}

package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Field;

/** Writes numbers one bit after another into a byte array, most significant bit first. */
final class BitWriter {

    private byte[] out = new byte[0];
    private int at;
    private long pending;
    private int pendingBits;

    /** Starts at a byte of an array that is long enough for all that follows. */
    void reset(byte[] array, int offset) {
        out = array;
        at = offset;
        pending = 0;
        pendingBits = 0;
    }

    /** Fills the last byte with zeros and returns the position after it. */
    int finish() {
        if (pendingBits > 0) {
            put(0, 8 - pendingBits);
        }
        return at;
    }

    /** A field of a header that is valid, at the length that it has now. */
    void field(long[] slots, Field field) {
        int width = field.variable() ? (int) slots[field.lengthSlot()] : field.widthBits();
        limbs(slots, field.slot(), width);
    }

    void limbs(long[] limbs, int slot, int width) {
        int left = width;
        while (left > 0) {
            int take = ((left - 1) & 63) + 1;
            long limb = limbs[slot + ((left - 1) >>> 6)];
            if (take > 32) {
                put(limb >>> 32, take - 32);
                put(limb, 32);
            } else {
                put(limb, take);
            }
            left -= take;
        }
    }

    /** At most 32 bits; higher ones are ignored. */
    private void put(long value, int width) {
        pending = pending << width | (value & ((1L << width) - 1));
        pendingBits += width;
        while (pendingBits >= 8) {
            pendingBits -= 8;
            out[at++] = (byte) (pending >>> pendingBits);
        }
    }

    /** Whole bytes; quick if what was written so far is whole bytes too. */
    void bytes(byte[] from, int offset, int length) {
        if (pendingBits == 0) {
            System.arraycopy(from, offset, out, at, length);
            at += length;
            return;
        }
        for (int i = 0; i < length; i++) {
            put(from[offset + i], 8);
        }
    }
}

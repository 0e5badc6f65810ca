package io.slackline.p4switch.compiled;

import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import java.util.ArrayList;
import java.util.List;

/** Fields of fixed width one after another, cut into the arena's limbs. */
final class Pieces {

    /**
     * A limb.
     *
     * @param offset bits before it
     * @param width 1 to 64
     * @param top holds the field's most significant bits
     */
    record Piece(int slot, int offset, int width, boolean top, Field field) {}

    final List<Piece> pieces = new ArrayList<>();
    private int bits;

    static Pieces of(Header header) {
        Pieces all = new Pieces();
        header.fields().forEach(all::add);
        return all;
    }

    void add(Field field) {
        int left = field.widthBits();
        while (left > 0) {
            int width = ((left - 1) & 63) + 1;
            int limb = (left - 1) >>> 6;
            pieces.add(new Piece(field.slot() + limb, bits, width, left == field.widthBits(), field));
            bits += width;
            left -= width;
        }
    }

    int bits() {
        return bits;
    }

    int bytes() {
        return (bits + 7) / 8;
    }

    /** Whether a header can be moved as whole bytes at fixed places. */
    static boolean regular(Header header) {
        return header.fixedBits() % 8 == 0 && header.fields().stream().noneMatch(Field::variable);
    }

    /** Writes code that stores the limbs, left-aligned, into the byte array, and zeros up to the next multiple of eight bytes. */
    void writeStores(Body body, Runnable array, Runnable position) {
        for (int start = 0; start < bits; start += 64) {
            array.run();
            position.run();
            if (start > 0) {
                body.code().loadConstant(start / 8).iadd();
            }
            body.code().lconst_0();
            for (Piece piece : pieces) {
                if (piece.offset < start + 64 && piece.offset + piece.width > start) {
                    push(body, piece, start + 64, -1L);
                    body.code().lor();
                }
            }
            body.call("store", void.class, byte[].class, int.class, long.class);
        }
    }

    /** Pushes the value of a piece, moved to where it lies in a window that ends at a bit offset. */
    static void push(Body body, Piece piece, int windowEnd, long windowMask) {
        body.pushSlot(piece.slot);
        if (piece.field.signed() && piece.width < 64) {
            body.code().loadConstant((1L << piece.width) - 1).land();
        }
        int shift = windowEnd - piece.offset - piece.width;
        if (shift > 0) {
            body.code().loadConstant(shift).lshl();
        } else if (shift < 0) {
            body.code().loadConstant(-shift).lushr();
        }
        if (windowMask != -1L) {
            body.code().loadConstant(windowMask).land();
        }
    }
}

package io.slackline.p4switch.ir;

/**
 * A header or metadata field and its place in the packet arena, an array of longs.
 *
 * <p>A field of up to 64 bits is one slot that holds the value zero-extended, or sign-extended if the field is signed. A wider field
 * is several slots, least significant first, the last one extended the same way. A variable-length field is stored as its value,
 * right-aligned, with its present length in a slot of its own.
 *
 * @param header name of the header instance
 * @param slot first slot
 * @param widthBits width, or the greatest width of a variable-length field
 * @param lengthSlot slot of the present length in bits, or -1 for a field of fixed width
 */
public record Field(String header, String name, int slot, int widthBits, boolean signed, int lengthSlot) {

    /** Number of slots. */
    public int limbs() {
        return Math.max(1, (widthBits + 63) / 64);
    }

    public boolean variable() {
        return lengthSlot >= 0;
    }

    /** The same field of another instance of the header type, {@code distance} slots further. */
    public Field moved(int distance) {
        return new Field(
                header, name, slot + distance, widthBits, signed, lengthSlot < 0 ? lengthSlot : lengthSlot + distance);
    }

    @Override
    public String toString() {
        return header + "." + name;
    }
}

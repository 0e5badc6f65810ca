package io.slackline.p4switch.ir;

/** Counter, meter and register arrays. */
public sealed interface ArrayIr {

    String name();

    record Counter(String name, int size) implements ArrayIr {}

    /**
     * An indirect meter array.
     *
     * @param bytes counts bytes, else packets
     */
    record Meter(String name, int size, boolean bytes) implements ArrayIr {}

    /** A meter that each entry of a table has; the colour is written before the action runs. */
    record DirectMeter(String name, String table, boolean bytes, Field colour) implements ArrayIr {}

    record Register(String name, int size, int widthBits) implements ArrayIr {

        public int limbs() {
            return Math.max(1, (widthBits + 63) / 64);
        }
    }
}

package io.slackline.p4switch.interpreter;

/**
 * Writes the low limbs of an expression into the scratch space of the arena.
 *
 * @param slot where the result is after {@code run}
 */
record WideNode(int slot, int limbs, Fill fill) {

    /** Computes the result. */
    @FunctionalInterface
    interface Fill {
        void run(Packet p);
    }

    void run(Packet p) {
        fill.run(p);
    }
}

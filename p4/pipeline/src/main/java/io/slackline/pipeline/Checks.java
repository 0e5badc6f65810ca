package io.slackline.pipeline;

/** Range checks at the edge; messages name the value and what is valid. */
final class Checks {

    private Checks() {}

    static void range(String what, long value, long lowest, long highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(what + " " + value + ": expected " + lowest + ".." + highest);
        }
    }

    static void node(int node) {
        range("node index", node, Limits.FIRST_NODE, Limits.LAST_NODE);
    }

    static void slot(int slot) {
        range("function slot", slot, 0, Limits.LAST_SLOT);
    }

    static void group(int group) {
        range("candidate group", group, 0, 0xFFFF);
    }

    static void epoch(int epoch) {
        range("steering epoch", epoch, 0, 0xFFFF);
    }

    static void switchPort(int port) {
        range("switch port", port, 0, Limits.LAST_SWITCH_PORT);
    }
}

package io.slackline.controller.p4rt;

/** What the switch says of this connection's place among its controllers. */
public sealed interface Mastership {

    /** This connection may write. */
    record Primary() implements Mastership {}

    /**
     * Another controller is primary.
     *
     * @param highest the election identifier that won
     */
    record Backup(ElectionId highest) implements Mastership {}

    /**
     * Nobody is primary: the one that was has gone, and this connection's identifier is below the highest ever seen.
     *
     * @param highest the identifier to beat
     */
    record Vacant(ElectionId highest) implements Mastership {}
}

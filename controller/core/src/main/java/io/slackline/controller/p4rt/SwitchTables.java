package io.slackline.controller.p4rt;

import java.util.List;
import p4.v1.Entity;
import p4.v1.Update;

/** What can be written to a switch and read from it. */
public interface SwitchTables {
    List<Entity> read(List<Entity> wildcards);

    /**
     * Applies updates in order.
     *
     * @throws WriteFailedException when the switch refused some; those after a refused one were still tried
     */
    void write(List<Update> updates);

    /** Tells the switch that a digest list has been dealt with, so that it reports the same values again when they recur. */
    void acknowledge(int digestId, long listId);
}

package io.slackline.controller.store;

import io.slackline.controller.model.Snapshot;

/** Hears of each change, in the order of the changes, on the thread that made it. Must not block and must not change the model. */
@FunctionalInterface
public interface ClusterListener {
    void changed(Snapshot before, Snapshot after);
}

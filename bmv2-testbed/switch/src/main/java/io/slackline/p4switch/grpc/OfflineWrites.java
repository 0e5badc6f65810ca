package io.slackline.p4switch.grpc;

import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TargetException;
import java.util.List;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.Update;

/** Makes P4Runtime updates on a target without a server, for tools that run a switch for a few packets. */
public final class OfflineWrites {

    /**
     * Commits a pipeline and makes the updates in their order.
     *
     * @throws TargetException for the first that is refused, with its number
     */
    public static void apply(P4Target target, ForwardingPipelineConfig config, List<Update> updates) {
        Pipeline pipeline = Pipeline.verify(target, config);
        target.commit(pipeline.program());
        for (int i = 0; i < updates.size(); i++) {
            try {
                pipeline.entities().change(updates.get(i)).apply();
            } catch (TargetException e) {
                throw new TargetException(e.code(), "update " + i + ": " + e.getMessage(), e);
            }
        }
    }

    private OfflineWrites() {}
}

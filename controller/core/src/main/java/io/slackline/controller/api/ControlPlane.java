package io.slackline.controller.api;

import io.slackline.controller.agent.Fleet;
import io.slackline.controller.artifact.ArtifactStore;
import io.slackline.controller.device.DeviceManager;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.function.Deployments;
import io.slackline.controller.function.Invoker;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.node.Draining;
import io.slackline.controller.node.Standby;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.time.Timekeeper;
import java.time.Duration;

/** The parts of the controller that the control API speaks for. */
public record ControlPlane(
        Cluster cluster,
        Fleet fleet,
        DeviceManager devices,
        ArtifactStore artifacts,
        Deployments deployments,
        Invoker invoker,
        Draining draining,
        Plans plans,
        MigrationEngine engine,
        Standby standby,
        EventLog events,
        Timekeeper time,
        Reports reports) {
    /**
     * The nodes' in-band reports.
     *
     * @param staleness a report that is older counts for nothing
     */
    public record Reports(Duration interval, Duration staleness) {}
}

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
import io.slackline.controller.store.Cluster;
import io.slackline.controller.time.Timekeeper;

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
        EventLog events,
        Timekeeper time) {}

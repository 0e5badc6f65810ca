package io.slackline.controller.migration;

import io.slackline.controller.agent.Fleet;
import io.slackline.controller.device.DeviceManager;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.steering.SwitchStates;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.time.Timekeeper;

/** What a migration works with. */
public record Parts(
        Cluster cluster,
        Fleet fleet,
        DeviceManager devices,
        SwitchStates switchStates,
        EventLog events,
        Timekeeper time,
        MigrationSettings settings) {}

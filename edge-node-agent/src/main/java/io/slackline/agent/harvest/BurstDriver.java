package io.slackline.agent.harvest;

import java.time.Duration;

/** A userspace NF gathers packets itself. Nothing needs to be given back after a crash: without the agent's heartbeat it stops by itself. */
record BurstDriver(NfRegion region) implements Driver {
    @Override
    public String name() {
        return "burst flag of " + region.name();
    }

    @Override
    public void hold(Duration hold) {
        region.hold(hold);
    }
}

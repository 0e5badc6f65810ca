package io.slackline.agent;

import io.slackline.agent.harvest.HarvestState;
import io.slackline.api.v1.HarvestStatus;
import io.slackline.api.v1.NfStatus;

/** The state of the harvester in the words of the agent API. */
final class HarvestStatuses {
    private HarvestStatuses() {}

    static HarvestStatus of(HarvestState state) {
        var status = HarvestStatus.newBuilder()
                .setOn(state.on())
                .setHarvestedMillicores(state.harvestedMillicores())
                .setModeChanges(state.modeChanges())
                .setBackOffs(state.backOffs());
        for (var nf : state.nfs()) {
            status.addNfs(NfStatus.newBuilder()
                    .setNf(nf.tag().nf())
                    .setPacketBytes(nf.tag().packetBytes())
                    .setHoldUs((int) nf.holdMicros())
                    .setBestHoldUs((int) nf.bestHoldMicros())
                    .setBaselineMillicores(nf.baselineMillicores())
                    .setMillicores(nf.millicores())
                    .setBaselineP99Us((int) nf.baselineP99Micros())
                    .setP99Us((int) nf.p99Micros())
                    .setDeliveredPermille(nf.deliveredPermille())
                    .setPacketsPerSecond(nf.packetsPerSecond()));
        }
        return status.build();
    }
}

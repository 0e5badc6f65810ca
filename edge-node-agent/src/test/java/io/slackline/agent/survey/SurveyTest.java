package io.slackline.agent.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.api.v1.LinkQuality;
import io.slackline.api.v1.LinkQuality.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurveyTest {

    @Test
    void theNearestSwitchCarriesWhatTheFastestNeighbourGot() {
        var far = link(Kind.SWITCH, "far", 900, 0);
        var slow = link(Kind.NODE, "slow", 300, 1_000);
        var fast = link(Kind.NODE, "fast", 300, 5_000);
        assertEquals(
                List.of(far, link(Kind.SWITCH, "near", 100, 5_000), slow, fast),
                Survey.withSwitchBandwidth(List.of(far, link(Kind.SWITCH, "near", 100, 0), slow, fast)));
    }

    @Test
    void aNodeAloneKnowsNoBandwidth() {
        var measured = List.of(link(Kind.SWITCH, "near", 100, 0));
        assertEquals(measured, Survey.withSwitchBandwidth(measured));
    }

    private static LinkQuality link(Kind kind, String to, int rttUs, long bandwidthKbps) {
        return LinkQuality.newBuilder()
                .setKind(kind)
                .setTo(to)
                .setRttUs(rttUs)
                .setBandwidthKbps(bandwidthKbps)
                .build();
    }
}

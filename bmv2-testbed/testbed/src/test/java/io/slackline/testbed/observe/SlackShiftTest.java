package io.slackline.testbed.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.testbed.observe.Sighting.Direction;
import io.slackline.testbed.observe.Sighting.Drain;
import io.slackline.testbed.observe.Sighting.NewRequest;
import io.slackline.testbed.observe.Sighting.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SlackShiftTest {
    private static final int SERVICE = 0x0a630102;
    private static final int CLIENT_PORT = 9;

    private final List<Sighting> sightings = new ArrayList<>();
    private long flows;

    @Test
    void measuresFromTheReportThatDropsToTheFirstRequestSteeredAway() {
        report(0, 1, 500);
        report(1, 2, 400);
        for (int i = 0; i < 10; i++) {
            request(10 + i, 1);
        }
        report(30, 1, 450);
        request(31, 1);
        report(40, 1, 300);
        request(43, 2);
        assertEquals(Optional.of(new SlackShift(1, 2, 3_050, 3_000, 0)), SlackShift.find(sightings, SERVICE));
    }

    @Test
    void countsRequestsThatStillWentToTheDroppedNode() {
        report(0, 1, 500);
        report(1, 2, 400);
        for (int i = 0; i < 10; i++) {
            request(10 + i, 1);
        }
        sightings.add(new Report(40_000_000, 1, 1, 500, Drain.DRAINING));
        request(41, 1);
        request(42, 2);
        assertEquals(1, SlackShift.find(sightings, SERVICE).orElseThrow().steeredToDroppedAfter());
    }

    @Test
    void knowsNoShiftWhereTheOtherNodeHadRequestsBefore() {
        report(0, 1, 500);
        report(1, 2, 400);
        for (int i = 0; i < 10; i++) {
            request(10 + i, 1 + i % 2);
        }
        report(40, 1, 300);
        request(43, 2);
        assertEquals(Optional.empty(), SlackShift.find(sightings, SERVICE));
    }

    private void report(long atMillis, int port, int slack) {
        sightings.add(new Report(atMillis * 1_000_000, port, port, slack, Drain.SERVING));
    }

    private void request(long atMillis, int port) {
        long at = atMillis * 1_000_000;
        long flow = flows++;
        sightings.add(new NewRequest(at, CLIENT_PORT, Direction.INTO_SWITCH, SERVICE, 17, flow));
        sightings.add(new NewRequest(at + 50_000, port, Direction.OUT_OF_SWITCH, SERVICE, 17, flow));
    }
}

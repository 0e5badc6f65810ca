package io.slackline.testbed.pipeline;

import static io.slackline.testbed.pipeline.Bench.CLIENT;
import static io.slackline.testbed.pipeline.Bench.GROUP;
import static io.slackline.testbed.pipeline.Bench.SERVICE_IP;
import static io.slackline.testbed.pipeline.Bench.SWITCH_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.pipeline.Affinity;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.PipelineEntry.Service;
import io.slackline.pipeline.ServiceKey;
import io.slackline.pipeline.SlackRules;
import io.slackline.pipeline.SlackRules.Board;
import io.slackline.pipeline.Steering;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which node a request goes to where the switch picks by slack. */
abstract class ChoiceBehaviour extends OnASwitch {

    private static final ServiceKey DATAGRAMS = new ServiceKey(Ipv4.parse(SERVICE_IP), ServiceKey.UDP, 53);
    private static final int NEVER_STALE = 65535;
    private static final int OFFLOAD = 9;
    private static final int SLOT = 3;
    private static final int WARM = 1 << SLOT;
    private static final SlackRules PLAIN = SlackRules.standard().withBoard(Board.OFF);

    private static Service bySlack(int group, SlackRules rules) {
        return new Service(DATAGRAMS, new Steering.BySlack(SLOT, group, 1, Affinity.none(), NEVER_STALE, rules));
    }

    /** Every slot compares node 1 with node 2. */
    private void oneOrTwo(SlackRules rules) {
        bench.group(GROUP, new int[] {1}, new int[] {2});
        bench.controller.insert(bySlack(GROUP, rules));
    }

    private int next() throws InterruptedException {
        return bench.steered(Frames.udp(CLIENT, SWITCH_MAC, SERVICE_IP, 4000, 53, new byte[] {1}));
    }

    private List<Integer> next(int requests) {
        return IntStream.range(0, requests).mapToObj(i -> unchecked()).toList();
    }

    private int unchecked() {
        try {
            return next();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- minimum and offload

    @Test
    void offloadsWhatFindsTooLittleSlack() throws Exception {
        bench.offloadGroup(OFFLOAD, 3);
        oneOrTwo(PLAIN.withMinSlack(200, OFFLOAD));
        bench.hasSlack(1, 200);
        bench.hasSlack(2, 100);
        bench.hasSlack(3, 200);
        assertEquals(1, next(), "just enough");
        bench.hasSlack(1, 199);
        assertEquals(
                Map.of(Cause.SERVICE_STEERED, 1L, Cause.OFFLOADED, 1L), bench.counted(() -> assertEquals(3, next())));
    }

    @Test
    void whereTheOffloadGroupIsUnfitTooTheBestOfTheFirstTwoTakesIt() throws Exception {
        bench.offloadGroup(OFFLOAD, 3);
        oneOrTwo(PLAIN.withMinSlack(200, OFFLOAD));
        bench.hasSlack(1, 99);
        bench.hasSlack(2, 100);
        bench.hasSlack(3, 199);
        Map<Cause, Long> underMinimum = Map.of(Cause.SERVICE_STEERED, 1L, Cause.UNDER_MIN_SLACK, 1L);
        assertEquals(underMinimum, bench.counted(() -> assertEquals(2, next())));
        bench.drains(3);
        assertEquals(underMinimum, bench.counted(() -> assertEquals(2, next())));
    }

    @Test
    void withoutOffloadGroupNothingIsDroppedEither() throws Exception {
        oneOrTwo(PLAIN.withMinSlack(200, 0));
        bench.hasSlack(1, 100);
        bench.hasSlack(2, 50);
        assertEquals(
                Map.of(Cause.SERVICE_STEERED, 1L, Cause.UNDER_MIN_SLACK, 1L),
                bench.counted(() -> assertEquals(1, next())));
    }

    @Test
    void offloadsWhenAllCandidatesAreDead() throws Exception {
        bench.offloadGroup(OFFLOAD, 3);
        oneOrTwo(PLAIN.withMinSlack(0, OFFLOAD));
        assertEquals(
                Map.of(Cause.SERVICE_STEERED, 1L, Cause.BOTH_STALE, 1L), bench.counted(() -> assertEquals(1, next())));
        bench.hasSlack(3, 0);
        assertEquals(
                Map.of(Cause.SERVICE_STEERED, 1L, Cause.OFFLOADED, 1L), bench.counted(() -> assertEquals(3, next())));
    }

    // ---- warmth

    @Test
    void onCloseScoresTheWarmNodeWins() throws Exception {
        oneOrTwo(PLAIN.withWarmMargin(64));
        bench.hasSlack(1, 300, ~WARM);
        bench.hasSlack(2, 237, WARM);
        assertEquals(2, next(), "63 behind");
        bench.hasSlack(2, 236, WARM);
        assertEquals(1, next(), "64 behind");
        bench.hasSlack(2, 300, WARM);
        assertEquals(2, next(), "equal");
        bench.hasSlack(1, 300, WARM);
        assertEquals(1, next(), "both warm");
        bench.hasSlack(2, 310, ~WARM);
        assertEquals(1, next(), "the first one is warm and close");
        bench.hasSlack(2, 400, ~WARM);
        assertEquals(2, next(), "not close");
    }

    @Test
    void warmthCountsOnlyWhereItIsAskedFor() throws Exception {
        oneOrTwo(PLAIN);
        bench.hasSlack(1, 300, 0);
        bench.hasSlack(2, 299, -1);
        assertEquals(1, next());
    }

    @Test
    void aNodeThatIsUnfitDoesNotWinByWarmth() throws Exception {
        oneOrTwo(PLAIN.withWarmMargin(64));
        bench.hasSlack(1, 5, 0);
        bench.drains(2);
        assertEquals(1, next());
    }

    // ---- reservation

    @Test
    void requestsReserveSlackUntilTheNextReport() throws Exception {
        oneOrTwo(PLAIN.withCost(10));
        bench.hasSlack(1, 600);
        bench.hasSlack(2, 590);
        assertEquals(List.of(1, 1, 2, 1, 2, 1, 2), next(7), "the lead of 10 is spent, then they take turns");
        bench.hasSlack(1, 600);
        assertEquals(List.of(1, 1, 2, 1), next(4));
        bench.hasSlack(1, 630);
        assertEquals(List.of(1, 1, 1, 1, 1, 2), next(6));
    }

    @Test
    void withoutCostTheLeaderTakesAllUntilTheNextReport() throws Exception {
        oneOrTwo(PLAIN);
        bench.hasSlack(1, 600);
        bench.hasSlack(2, 590);
        assertEquals(List.of(1, 1, 1, 1, 1, 1), next(6));
    }

    @Test
    void aReservationDoesNotMoveRequestsToANodeUnderTheMinimum() throws Exception {
        oneOrTwo(PLAIN.withCost(10).withMinSlack(595, 0));
        bench.hasSlack(1, 600);
        bench.hasSlack(2, 590);
        assertEquals(List.of(1, 1, 1, 1, 1), next(5));
    }

    // ---- the board

    /** Requests alternate between a slot with nodes 1 and 2 and a slot that has node 3 alone. */
    private void alternating(SlackRules rules) throws InterruptedException {
        bench.group(GROUP, new int[] {1, 3}, new int[] {2, 3});
        bench.controller.insert(bySlack(GROUP, rules));
        bench.hasSlack(1, 600);
        bench.hasSlack(2, 10);
        bench.hasSlack(3, 5);
    }

    @Test
    void aGoodNodeIsRememberedForRequestsThatMeetNoneThemselves() throws Exception {
        alternating(SlackRules.standard());
        assertEquals(List.of(1, 1, 1, 1), next(4));
    }

    @Test
    void withoutBoardARequestHasItsTwoCandidates() throws Exception {
        alternating(PLAIN);
        assertEquals(List.of(1, 3, 1, 3), next(4));
    }

    @Test
    void whatIsOnTheBoardMustStillBeFit() throws Exception {
        alternating(SlackRules.standard());
        assertEquals(List.of(1, 1), next(2));
        bench.drains(1);
        assertEquals(List.of(2, 2), next(2), "now node 2 is the good one");
    }

    @Test
    void theBoardOfOneGroupIsNotThatOfTheNext() throws Exception {
        alternating(SlackRules.standard());
        assertEquals(List.of(1, 1), next(2));
        bench.group(GROUP + 1, new int[] {3}, new int[] {2});
        bench.hasSlack(3, 1);
        bench.hasSlack(2, 0);
        bench.controller.modify(bySlack(GROUP + 1, SlackRules.standard()));
        assertEquals(List.of(3, 3, 3, 3), next(4), "node 1 serves no more");
    }

    @Test
    void theBoardIsForgottenWithEachChangeOfSteering() throws Exception {
        alternating(SlackRules.standard());
        assertEquals(1, next());
        bench.controller.modify(new Service(
                DATAGRAMS, new Steering.BySlack(SLOT, GROUP, 2, Affinity.none(), NEVER_STALE, SlackRules.standard())));
        assertEquals(List.of(3, 1, 1), next(3), "node 1 must be met again");
    }

    // ---- turns

    @Test
    void requestsTakeTheSlotsInTurn() throws Exception {
        bench.group(GROUP, new int[] {1, 2, 1, 3}, new int[] {1});
        bench.controller.insert(new Service(DATAGRAMS, new Steering.ByShare(SLOT, GROUP, 1, Affinity.none())));
        assertEquals(List.of(1, 2, 1, 3, 1, 2, 1, 3), next(8));
    }
}

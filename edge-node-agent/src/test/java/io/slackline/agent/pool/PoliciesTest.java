package io.slackline.agent.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.pool.Policies.Name;
import io.slackline.agent.pool.Policy.Arrival;
import io.slackline.agent.pool.Policy.Cold;
import io.slackline.agent.pool.Policy.Idle;
import io.slackline.agent.pool.Policy.Place;
import io.slackline.api.v1.FunctionClass;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PoliciesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    private static Place place(Name policy, boolean warm, boolean room, boolean full, boolean edge, boolean cloud) {
        return Policies.of(policy).arrival(new Arrival("f", FunctionClass.BEST_EFFORT, warm, room, full, edge, cloud));
    }

    @Test
    void nemoRunsHereAndSendsWhatIsTooMuchToANeighbourFirst() {
        assertEquals(Place.HERE, place(Name.NEMO, false, false, false, true, true));
        assertEquals(Place.EDGE, place(Name.NEMO, true, true, true, true, true));
        assertEquals(Place.CLOUD, place(Name.NEMO, true, true, true, false, true));
        assertEquals(Place.NOWHERE, place(Name.NEMO, true, true, true, false, false));
        assertTrue(Policies.of(Name.NEMO).admits() && Policies.of(Name.NEMO).harvests());
    }

    @Test
    void coLocationManagesNothing() {
        var policy = Policies.of(Name.CO_LOCATION);
        assertEquals(Place.HERE, place(Name.CO_LOCATION, false, false, false, true, true));
        assertEquals(Place.NOWHERE, place(Name.CO_LOCATION, false, false, true, true, true));
        assertEquals(Idle.ENDS, policy.completion("f"));
        assertEquals(List.of(), policy.tick(0, INTERVAL, List.of(cold("f", invokedEverySecond())), 2048));
        assertFalse(policy.admits() || policy.harvests());
    }

    @Test
    void lruKeepsInstancesAndIsNothingMore() {
        assertEquals(Idle.STAYS, Policies.of(Name.LRU).completion("f"));
        assertEquals(Place.HERE, place(Name.LRU, false, false, false, true, true));
        assertFalse(Policies.of(Name.LRU).harvests());
    }

    @Test
    void theFourOfServerledge() {
        assertEquals(Place.HERE, place(Name.LOCAL, false, false, false, true, true));
        assertEquals(Place.NOWHERE, place(Name.LOCAL, false, false, true, true, true));
        assertEquals(Place.CLOUD, place(Name.CLOUD_ONLY, true, true, false, true, true));
        assertEquals(Place.NOWHERE, place(Name.CLOUD_ONLY, true, true, false, true, false));
        assertEquals(Place.HERE, place(Name.EDGE_CLOUD, false, true, false, true, true));
        assertEquals(Place.CLOUD, place(Name.EDGE_CLOUD, false, false, false, true, true));
        assertEquals(Place.HERE, place(Name.EDGE_ONLY, true, false, false, true, true));
        assertEquals(Place.EDGE, place(Name.EDGE_ONLY, false, false, false, true, true));
        assertEquals(Place.NOWHERE, place(Name.EDGE_ONLY, false, false, false, false, true));
    }

    private static FunctionHistory invokedEverySecond() {
        var history = new FunctionHistory();
        for (int i = 0; i < 60; i++) {
            history.arrived(i * SECOND);
        }
        return history;
    }

    private static Cold cold(String function, FunctionHistory history) {
        return new Cold(function, 256, history);
    }

    @Test
    void nemoPrewarmsWhatIsInvokedOftenAndExpensiveToStart() {
        var seldom = new FunctionHistory();
        seldom.arrived(0);
        var quickToStart = invokedEverySecond();
        quickToStart.started(SECOND / 100);
        quickToStart.ran(SECOND);
        var never = new FunctionHistory();
        var candidates = List.of(
                cold("seldom", seldom),
                cold("quick-to-start", quickToStart),
                cold("never", never),
                cold("often", invokedEverySecond()));
        var policy = Policies.of(Name.NEMO);
        var chosen = policy.tick(60 * SECOND, INTERVAL, candidates, 2048);
        assertEquals("often", chosen.getFirst());
        assertFalse(chosen.contains("never"));
        assertEquals(List.of(), policy.tick(60 * SECOND, INTERVAL, candidates, 255), "no room without evicting");
        assertEquals(List.of(), policy.tick(3600 * SECOND, INTERVAL, candidates, 2048), "invoked too long ago");
    }

    @Test
    void theThreeStatisticsOfThePaper() {
        var history = invokedEverySecond();
        history.started(3 * SECOND);
        history.ran(SECOND);
        assertEquals(0.75, history.bWarm(), 1e-9);
        assertEquals(1, history.frequency(59 * SECOND), 0.52);
        assertTrue(history.frequency(179 * SECOND) < history.frequency(59 * SECOND) / 3.9);
        assertEquals(Duration.ofSeconds(1), history.sinceLast(60 * SECOND));
    }

    @Test
    void admitsWhatSlackHoldsInTheHorizonAndOneInAnyCase() {
        var admission = new Admission(Duration.ofSeconds(1), 50, 2);
        assertTrue(admission.mayBegin(FunctionClass.LATENCY_SENSITIVE, 10e9, 0));
        double work = admission.began(0.3e9);
        assertTrue(admission.mayBegin(FunctionClass.LATENCY_SENSITIVE, 0.2e9, 500));
        assertFalse(admission.mayBegin(FunctionClass.LATENCY_SENSITIVE, 0.3e9, 500));
        assertFalse(admission.mayBegin(FunctionClass.BEST_EFFORT, 0.2e9, 500), "it leaves room for others");
        assertFalse(admission.mayBegin(FunctionClass.LATENCY_SENSITIVE, 0.2e9, 0));
        admission.ended(work);
        assertTrue(admission.mayBegin(FunctionClass.BEST_EFFORT, 1e9, 0));
        assertTrue(admission.mayWait(1));
        assertFalse(admission.mayWait(2));
    }

    @Test
    void withoutAHorizonEverythingMayRun() {
        var admission = new Admission(Duration.ZERO, 0, 2);
        double _ = admission.began(10e9);
        assertTrue(admission.mayBegin(FunctionClass.BEST_EFFORT, 10e9, 0));
    }
}

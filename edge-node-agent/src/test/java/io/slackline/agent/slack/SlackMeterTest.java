package io.slackline.agent.slack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.slackline.agent.report.Significance;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class SlackMeterTest {
    private static final long WINDOW = 100_000_000;

    private long now;
    private long nf;
    private long functions;
    private long strangers;
    private int waiting;
    private boolean broken;

    private int avoidable;
    private final SlackMeter meter = new SlackMeter(
            this::nfNanos,
            () -> functions,
            () -> strangers,
            () -> waiting,
            () -> 0,
            new DemandPredictor(4, 0.75),
            () -> avoidable,
            () -> now,
            1000,
            50);

    private long nfNanos() throws IOException {
        if (broken) {
            throw new IOException("away");
        }
        return nf;
    }

    /** A window in which the NFs take this share of one core. */
    private SlackState window(double nfCores) {
        now += WINDOW;
        nf += (long) (nfCores * WINDOW);
        return meter.sample();
    }

    @Test
    void beforeTheFirstWindowAllButTheMarginIsSlack() {
        assertEquals(950, meter.state().slackMillicores());
        assertEquals(950, meter.sample().slackMillicores());
    }

    @Test
    void slackIsBudgetLessDemandLessMargin() {
        meter.sample();
        var state = window(0.3);
        assertEquals(300, state.nfMillicores());
        assertEquals(650, state.slackMillicores());
        assertEquals(700, state.nfHeadroomPermille());
    }

    @Test
    void aRiseIsBelievedAtOnceAndAFallWhenItHasLasted() {
        meter.sample();
        window(0.1);
        assertEquals(350, window(0.6).slackMillicores());
        assertEquals(350, window(0.1).slackMillicores());
        assertEquals(850, window(0.1).slackMillicores());
    }

    @Test
    void whatFunctionsTakeIsTheirsButNoSlackForOthersWhenItLasts() {
        meter.sample();
        functions += WINDOW / 2;
        var first = window(0.2);
        assertEquals(500, first.functionMillicores());
        assertEquals(750, first.availableMillicores());
        assertEquals(750 - 500 / 3, first.slackMillicores(), 1);
        for (int i = 0; i < 30; i++) {
            functions += WINDOW / 2;
            window(0.2);
        }
        assertEquals(250, meter.state().slackMillicores());
        assertEquals(750, meter.state().availableMillicores());
    }

    @Test
    void functionsThatFillANodeShareItWithTheNextRequest() {
        meter.sample();
        for (int i = 0; i < 30; i++) {
            functions += WINDOW * 8 / 10;
            window(0.2);
        }
        assertEquals(75, meter.state().slackMillicores());
    }

    @Test
    void whoWaitsSharesTheSlackWithTheNextRequest() {
        meter.sample();
        waiting = 4;
        assertEquals(150, window(0.2).slackMillicores());
        assertEquals(750, meter.state().availableMillicores());
    }

    @Test
    void timeOfStrangersIsNotTheNfs() {
        meter.sample();
        strangers += WINDOW / 10;
        assertEquals(200, window(0.3).nfMillicores());
    }

    @Test
    void demandBeyondTheBudgetLeavesNothing() {
        meter.sample();
        assertEquals(0, window(1.7).slackMillicores());
        assertEquals(0, meter.state().nfHeadroomPermille());
    }

    @Test
    void aSourceThatCannotBeReadLeavesTheLastAccount() {
        meter.sample();
        var before = window(0.3);
        broken = true;
        assertSame(before, window(0.9));
        broken = false;
        assertEquals(600, window(0.3).nfMillicores());
    }

    @Test
    void aTenthOfTheBudgetIsWorthAReport() {
        var significance = new Significance(1000, 950);
        assertEquals(false, significance.changed(851));
        assertEquals(true, significance.changed(850));
        assertEquals(false, significance.changed(850));
        assertEquals(true, significance.changed(1000));
    }
}

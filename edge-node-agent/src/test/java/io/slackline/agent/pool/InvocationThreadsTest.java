package io.slackline.agent.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.slackline.agent.pool.InvocationThreads.Kind;
import io.slackline.agent.pool.InvocationThreads.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Algorithm 1 of NEMO, transition by transition. */
final class InvocationThreadsTest {
    private final InvocationThreads threads = new InvocationThreads();
    private final List<String> done = new ArrayList<>();

    private void prewarm(String function) {
        threads.prewarmBegan(function, new InvocationThreads.Prewarm() {
            @Override
            public void pause() {
                done.add("pause " + function);
            }

            @Override
            public void resume() {
                done.add("resume " + function);
            }
        });
    }

    private void expect(State state, String... actions) {
        assertEquals(state, threads.state());
        assertEquals(List.of(actions), done);
        done.clear();
    }

    @Test
    void nothingToPrewarmingAndBack() {
        expect(State.NONE);
        prewarm("a");
        expect(State.S1);
        threads.prewarmEnded(Kind.WARM);
        expect(State.NONE);
    }

    @Test
    void nothingToInvokingAndBack() {
        threads.arrived(Kind.WARM);
        expect(State.S2);
        threads.arrived(Kind.COLD);
        expect(State.S2);
        threads.completed(Kind.WARM);
        threads.completed(Kind.COLD);
        expect(State.NONE);
    }

    @Test
    void aWarmInvocationPausesPrewarmingWhichGoesOnAfterIt() {
        prewarm("a");
        threads.arrived(Kind.WARM);
        expect(State.S3, "pause a");
        threads.arrived(Kind.WARM);
        threads.completed(Kind.WARM);
        expect(State.S3);
        threads.completed(Kind.WARM);
        expect(State.S1, "resume a");
    }

    @Test
    void aColdInvocationPreemptsPrewarming() {
        prewarm("a");
        threads.arrived(Kind.COLD);
        expect(State.S4_COLD, "pause a");
        threads.changed(Kind.COLD, Kind.WARM, 1);
        expect(State.S3);
        threads.completed(Kind.WARM);
        expect(State.S1, "resume a");
    }

    @Test
    void anInvocationOfTheFunctionThatIsPrewarmedWaitsForIt() {
        prewarm("a");
        assertEquals(Kind.WARMING, threads.kind("a", false));
        threads.arrived(Kind.WARMING);
        expect(State.S4_WARMING);
        threads.prewarmEnded(Kind.WARM);
        expect(State.S2);
        threads.completed(Kind.WARM);
        expect(State.NONE);
    }

    @Test
    void aPausedPrewarmGoesOnWhenItsOwnFunctionIsInvoked() {
        prewarm("a");
        threads.arrived(Kind.WARM);
        expect(State.S3, "pause a");
        threads.arrived(Kind.WARMING);
        expect(State.S4_WARMING, "resume a");
        threads.completed(Kind.WARMING);
        expect(State.S3, "pause a");
        threads.completed(Kind.WARM);
        expect(State.S1, "resume a");
    }

    @Test
    void othersDoNotPauseAPrewarmThatIsWaitedFor() {
        prewarm("a");
        threads.arrived(Kind.WARMING);
        threads.arrived(Kind.COLD);
        threads.arrived(Kind.WARM);
        expect(State.S4_WARMING);
    }

    @Test
    void prewarmingThatBeginsWhileInvocationsRunIsPausedAtOnce() {
        threads.arrived(Kind.WARM);
        prewarm("a");
        expect(State.S3, "pause a");
        threads.completed(Kind.WARM);
        expect(State.S1, "resume a");
    }

    @Test
    void aPrewarmThatIsGivenUpWhilePausedIsReleased() {
        prewarm("a");
        threads.arrived(Kind.COLD);
        expect(State.S4_COLD, "pause a");
        threads.prewarmEnded(Kind.COLD);
        expect(State.S2, "resume a");
    }

    @Test
    void theInvocationsOfAFailedPrewarmAreCold() {
        prewarm("a");
        threads.arrived(Kind.WARMING);
        threads.prewarmEnded(Kind.COLD);
        expect(State.S2);
        threads.changed(Kind.COLD, Kind.WARM, 1);
        threads.completed(Kind.WARM);
        expect(State.NONE);
    }

    @Test
    void knowsHowAnInvocationFindsItsFunction() {
        prewarm("a");
        assertEquals(Kind.WARM, threads.kind("b", true));
        assertEquals(Kind.COLD, threads.kind("b", false));
        assertEquals(Kind.WARMING, threads.kind("a", false));
    }

    @Test
    void refusesWhatCannotHappen() {
        assertThrows(IllegalStateException.class, () -> threads.prewarmEnded(Kind.WARM));
        assertThrows(IllegalStateException.class, () -> threads.arrived(Kind.WARMING));
        assertThrows(IllegalStateException.class, () -> threads.completed(Kind.COLD));
        assertThrows(IllegalStateException.class, () -> threads.changed(Kind.COLD, Kind.WARM, 1));
        assertThrows(IllegalArgumentException.class, () -> threads.changed(Kind.WARMING, Kind.WARM, 0));
        prewarm("a");
        assertThrows(IllegalStateException.class, () -> prewarm("b"));
        assertThrows(IllegalArgumentException.class, () -> threads.prewarmEnded(Kind.WARMING));
    }
}

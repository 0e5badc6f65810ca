package io.slackline.controller.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.Event;
import io.slackline.controller.time.FakeTimekeeper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final EventLog events = new EventLog(new FakeTimekeeper());

    @Test
    void handsOverFromThePastToTheFutureWithoutGapOrRepetition() throws Exception {
        events.info("a", "x", "1");
        events.info("b", "x", "2");
        var history = events.follow(1);
        events.info("c", "x", "3");
        assertEquals(List.of("b"), history.past().stream().map(Event::getKind).toList());
        assertEquals("c", history.future().take().orElseThrow().getKind());
    }

    @Test
    void numbersEventsInTheirOrder() {
        events.info("a", "x", "1");
        events.relay(Event.newBuilder().setKind("b").setId(99).build());
        assertEquals(
                List.of(1L, 2L), events.latest(10).stream().map(Event::getId).toList());
    }

    @Test
    void aSlowReaderLosesTheOldestAndDelaysNobody() throws Exception {
        var feed = new Feed<Integer>();
        var slow = feed.subscribe();
        for (int i = 0; i < 5000; i++) {
            feed.publish(i);
        }
        assertEquals(5000 - 1024, slow.take().orElseThrow());
        assertEquals(5000 - 1024, slow.lost());
    }

    @Test
    void aClosedReaderIsWokenAndForgotten() throws Exception {
        var feed = new Feed<Integer>();
        var reader = feed.subscribe();
        reader.close();
        feed.publish(1);
        assertEquals(Optional.empty(), reader.take());
    }

    @Test
    void keepsTheLatestOnly() {
        for (int i = 0; i < 10_050; i++) {
            events.info("a", "x", "n");
        }
        assertEquals(10_000, events.latest(20_000).size());
        assertTrue(events.latest(20_000).getFirst().getId() > 50);
    }
}

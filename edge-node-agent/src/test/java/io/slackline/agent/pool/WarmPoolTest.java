package io.slackline.agent.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WarmPoolTest {
    private final WarmPool pool = new WarmPool(1000);
    private final List<String> evicted = new ArrayList<>();

    private final class Fake implements WarmPool.Member {
        private final String function;
        private final int memoryMib;
        private final long lastUsedNanos;
        private final boolean evictable;

        Fake(String function, int memoryMib, long lastUsedNanos, boolean evictable) {
            this.function = function;
            this.memoryMib = memoryMib;
            this.lastUsedNanos = lastUsedNanos;
            this.evictable = evictable;
            pool.add(this);
        }

        @Override
        public String function() {
            return function;
        }

        @Override
        public int memoryMib() {
            return memoryMib;
        }

        @Override
        public long lastUsedNanos() {
            return lastUsedNanos;
        }

        @Override
        public boolean evictable() {
            return evictable;
        }

        @Override
        public void evict() {
            evicted.add(function);
            pool.remove(this);
        }
    }

    private void members() {
        var _ = new Fake("newest", 256, 30, true);
        var _ = new Fake("oldest", 256, 10, true);
        var _ = new Fake("busy", 256, 5, false);
    }

    @Test
    void evictsTheLeastRecentlyInvokedWhenRoomIsNeeded() {
        members();
        assertTrue(pool.makeRoom(256));
        assertEquals(List.of("oldest"), evicted);
    }

    @Test
    void evictsNothingWhileThereIsRoom() {
        members();
        assertTrue(pool.makeRoom(232));
        assertEquals(List.of(), evicted);
    }

    @Test
    void evictsNothingWhenEvenThatWouldNotDo() {
        members();
        assertFalse(pool.makeRoom(900));
        assertEquals(List.of(), evicted);
        assertEquals(768, pool.usedMib());
    }

    @Test
    void evictsWhatIsIdleForTooLongButNothingInUse() {
        members();
        pool.evictUnusedSince(20, member -> true);
        assertEquals(List.of("oldest"), evicted);
        assertEquals(1, pool.evictions());
    }
}

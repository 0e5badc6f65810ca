package io.slackline.controller.policy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** For how long something has been so, without a break as far as the looks can tell. One thread's. */
final class Dwell<K> {
    private final Map<K, Long> since = new HashMap<>();

    /** True once it has been so for that long; a look at which it is not so begins anew. */
    boolean held(K key, Holds holds, long nanos, Duration dwell) {
        if (holds == Holds.NO) {
            since.remove(key);
            return false;
        }
        return nanos - since.computeIfAbsent(key, _ -> nanos) >= dwell.toNanos();
    }

    /** What does not exist any more is forgotten. */
    void retain(Set<K> keys) {
        since.keySet().retainAll(keys);
    }

    void forget() {
        since.clear();
    }

    /** Whether it is so now. */
    enum Holds {
        YES,
        NO;

        static Holds when(boolean condition) {
            return condition ? YES : NO;
        }
    }
}

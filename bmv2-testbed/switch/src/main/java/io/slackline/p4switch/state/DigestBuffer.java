package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.DigestIr;
import io.slackline.p4switch.target.DigestConfig;
import io.slackline.p4switch.target.DigestList;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Digests of one kind on their way to the control plane. A digest equal to one that waits, or that was sent and is neither acknowledged
 * nor older than the acknowledgement timeout, is withheld; only a new one allocates. Guarded by the packet lock.
 */
public final class DigestBuffer {

    private static final int DEFAULT_LIST_SIZE = 256;

    /** The values of one digest, comparable by content. */
    private static final class Value {

        private long[] limbs;

        Value(long[] limbs) {
            this.limbs = limbs;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Value value && Arrays.equals(limbs, value.limbs);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(limbs);
        }
    }

    private record Sent(Set<Value> values, long atNanos) {}

    private final DigestIr digest;
    private final Value probe = new Value(new long[0]);
    private final Set<Value> waiting = new LinkedHashSet<>();
    private final Map<Long, Sent> unacknowledged = new HashMap<>();
    private Optional<DigestConfig> config = Optional.empty();
    private long oldestNanos;
    private long nextListId = 1;

    DigestBuffer(DigestIr digest) {
        this.digest = digest;
    }

    public void configure(Optional<DigestConfig> newConfig) {
        config = newConfig;
        waiting.clear();
        unacknowledged.clear();
    }

    public Optional<DigestConfig> config() {
        return config;
    }

    /**
     * Takes a digest.
     *
     * @param limbs the members one after another; copied if kept
     * @return whether a list is due now
     */
    boolean add(long[] limbs, long nowNanos) {
        if (config.isEmpty()) {
            return false;
        }
        probe.limbs = limbs;
        if (waiting.contains(probe) || withheld(nowNanos)) {
            return false;
        }
        if (waiting.isEmpty()) {
            oldestNanos = nowNanos;
        }
        waiting.add(new Value(limbs.clone()));
        return due(nowNanos);
    }

    private boolean withheld(long nowNanos) {
        if (unacknowledged.isEmpty()) {
            return false;
        }
        long timeout = config.orElseThrow().ackTimeoutNanos();
        for (Sent sent : unacknowledged.values()) {
            if (nowNanos - sent.atNanos < timeout && sent.values.contains(probe)) {
                return true;
            }
        }
        return false;
    }

    boolean due(long nowNanos) {
        if (waiting.isEmpty()) {
            return false;
        }
        DigestConfig c = config.orElseThrow();
        int most = c.maxListSize() > 0 ? c.maxListSize() : DEFAULT_LIST_SIZE;
        return waiting.size() >= most || nowNanos - oldestNanos >= c.maxTimeoutNanos();
    }

    /** Closes the list of those that wait. */
    DigestList take(long nowNanos, long wallNanos) {
        DigestConfig c = config.orElseThrow();
        unacknowledged.values().removeIf(sent -> nowNanos - sent.atNanos >= c.ackTimeoutNanos());
        long id = nextListId++;
        List<List<BigInteger>> digests = new ArrayList<>();
        for (Value value : waiting) {
            digests.add(members(value.limbs));
        }
        if (c.ackTimeoutNanos() > 0) {
            unacknowledged.put(id, new Sent(Set.copyOf(waiting), nowNanos));
        }
        waiting.clear();
        return new DigestList(digest.name(), id, digests, wallNanos);
    }

    public void acknowledge(long listId) {
        unacknowledged.remove(listId);
    }

    private List<BigInteger> members(long[] limbs) {
        List<BigInteger> members = new ArrayList<>();
        int at = 0;
        for (int width : digest.widthsBits()) {
            int count = Math.max(1, (width + 63) / 64);
            members.add(Bits.toBigInteger(limbs, at, count).and(Bits.ones(width)));
            at += count;
        }
        return List.copyOf(members);
    }
}

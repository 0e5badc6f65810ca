package io.slackline.agent.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The memory account of all instances of the node. What is not used and not needed may stay while there is room, and goes when room is needed:
 * the one whose last invocation is the oldest first (NEMO, section 4.3). Belongs to one thread.
 */
public final class WarmPool {
    /** An instance, from the moment its start begins until it has ended. */
    public interface Member {
        String function();

        /** What it may use, in MiB. */
        int memoryMib();

        /** When its last invocation ended, or its start did, by the event loop's clock. */
        long lastUsedNanos();

        /** True while it is ready, runs nothing, and nobody has demanded that it stays. */
        boolean evictable();

        /** Ends it; it leaves the pool before this returns. */
        void evict();
    }

    private final int boundMib;
    private final List<Member> members = new ArrayList<>();
    private long evictions;

    public WarmPool(int boundMib) {
        this.boundMib = boundMib;
    }

    /**
     * Makes room for so much, by evicting if need be. False, and nothing is evicted, when that cannot be done.
     *
     * @param memoryMib of the instance that wants to start
     */
    public boolean makeRoom(int memoryMib) {
        long missing = (long) usedMib() + memoryMib - boundMib;
        var leaving = new ArrayList<Member>();
        for (var candidate : oldestFirst(Member::evictable)) {
            if (missing <= 0) {
                break;
            }
            leaving.add(candidate);
            missing -= candidate.memoryMib();
        }
        if (missing > 0) {
            return false;
        }
        leaving.forEach(this::evict);
        return true;
    }

    /** Whether {@link #makeRoom} would make it. */
    public boolean couldHold(int memoryMib) {
        long inUse = 0;
        for (var member : members) {
            inUse += member.evictable() ? 0 : member.memoryMib();
        }
        return inUse + memoryMib <= boundMib;
    }

    /** Evicts what fits and was not used since then. */
    public void evictUnusedSince(long nanos, Predicate<Member> fits) {
        oldestFirst(Member::evictable).stream()
                .filter(member -> member.lastUsedNanos() - nanos < 0)
                .filter(fits)
                .forEach(this::evict);
    }

    private void evict(Member member) {
        evictions++;
        member.evict();
    }

    private List<Member> oldestFirst(Predicate<Member> fits) {
        return members.stream()
                .filter(fits)
                .sorted(Comparator.comparingLong(Member::lastUsedNanos))
                .toList();
    }

    /** Counts it, room or not: what the controller assigns starts in any case. */
    public void add(Member member) {
        members.add(member);
    }

    /** It has ended. One that is not in the pool is fine. */
    public void remove(Member member) {
        members.remove(member);
    }

    public int boundMib() {
        return boundMib;
    }

    public int usedMib() {
        return members.stream().mapToInt(Member::memoryMib).sum();
    }

    public int size() {
        return members.size();
    }

    public long evictions() {
        return evictions;
    }
}

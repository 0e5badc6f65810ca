package io.slackline.controller.store;

import io.slackline.controller.model.Snapshot;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** The controller's state: read as snapshots by anyone at any time, changed by one transaction at a time. Safe for use by any thread. */
public final class Cluster {
    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ClusterListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Snapshot snapshot;

    public Cluster(Store store) {
        this.store = store;
        snapshot = store.load();
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** Listeners are called in the order in which they were added. */
    public void listen(ClusterListener listener) {
        listeners.add(listener);
    }

    /**
     * Applies a change: first to the store, then to the snapshot, then tells the listeners. When {@code change} throws, nothing has changed.
     * Must not be called from within a change or a listener.
     */
    public <T> T update(Function<Draft, T> change) {
        lock.lock();
        try {
            if (lock.getHoldCount() > 1) {
                throw new IllegalStateException("a change of the model within a change");
            }
            var before = snapshot;
            var draft = new Draft(before);
            T result = change.apply(draft);
            var after = draft.snapshot();
            store.commit(before, after);
            snapshot = after;
            draft.afterCommit().forEach(Runnable::run);
            for (var listener : listeners) {
                listener.changed(before, after);
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #update}, without a result. */
    public void change(Consumer<Draft> change) {
        update(draft -> {
            change.accept(draft);
            return Boolean.TRUE;
        });
    }

    /** Waits until everything so far would survive a power failure. */
    public void sync() {
        store.sync();
    }
}

package io.slackline.controller.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hands every value to all who listen at that moment. Publishing never blocks. Safe for use by any thread. */
public final class Feed<T> {
    private static final int QUEUE = 1024;

    private final List<Subscription<T>> subscriptions = new CopyOnWriteArrayList<>();

    /** The reader must close it. */
    public Subscription<T> subscribe() {
        var subscription = new Subscription<T>(QUEUE, subscriptions::remove);
        subscriptions.add(subscription);
        return subscription;
    }

    public void publish(T value) {
        for (var subscription : subscriptions) {
            subscription.offer(value);
        }
    }
}

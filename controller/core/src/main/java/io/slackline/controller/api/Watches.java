package io.slackline.controller.api;

import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.Event;
import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.WatchEventsRequest;
import io.slackline.api.v1.WatchMetricsRequest;
import io.slackline.api.v1.WatchMigrationsRequest;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.event.Feed;
import io.slackline.controller.event.Subscription;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.store.Cluster;
import java.time.Duration;

/** The streams that follow the present. */
final class Watches {
    private static final int DEFAULT_INTERVAL_MS = 1000;
    private static final int LEAST_INTERVAL_MS = 100;
    private static final int DEFAULT_BACKLOG = 100;

    private final Cluster cluster;
    private final EventLog events;
    private final Views views;
    private final Feed<Migration> migrations = new Feed<>();

    Watches(Cluster cluster, EventLog events, Views views) {
        this.cluster = cluster;
        this.events = events;
        this.views = views;
        cluster.listen(this::changed);
    }

    private void changed(Snapshot before, Snapshot after) {
        after.migrations().forEach((number, migration) -> {
            if (!migration.equals(before.migrations().get(number))) {
                migrations.publish(migration);
            }
        });
    }

    void metrics(WatchMetricsRequest request, StreamObserver<MetricsSample> observer) {
        int asked = request.getIntervalMs() == 0 ? DEFAULT_INTERVAL_MS : request.getIntervalMs();
        var interval = Duration.ofMillis(Math.max(asked, LEAST_INTERVAL_MS));
        Outflow.start("watch-metrics", observer, () -> {}, out -> {
            boolean wanted = true;
            while (wanted) {
                wanted = out.offer(views.sample()) && out.pause(interval);
            }
        });
    }

    void migrations(WatchMigrationsRequest request, StreamObserver<io.slackline.api.v1.Migration> observer) {
        var following = migrations.subscribe();
        Outflow.start("watch-migrations", observer, following::close, out -> {
            boolean wanted = true;
            for (var present : MigrationView.moves(cluster.snapshot(), request.getFunction())) {
                wanted = wanted && out.send(present);
            }
            while (wanted) {
                var next = following.take();
                wanted = next.isPresent()
                        && (!MigrationView.isShown(next.get(), request.getFunction())
                                || out.send(MigrationView.of(next.get())));
            }
        });
    }

    void events(WatchEventsRequest request, StreamObserver<Event> observer) {
        var history = events.follow(request.getBacklog() == 0 ? DEFAULT_BACKLOG : request.getBacklog());
        var following = history.future();
        Outflow.start("watch-events", observer, following::close, out -> {
            for (var past : history.past()) {
                if (!out.send(past)) {
                    return;
                }
            }
            if (request.getFollow()) {
                follow(following, out);
            }
            following.close();
        });
    }

    private static void follow(Subscription<Event> following, Outflow<Event> out) throws InterruptedException {
        var next = following.take();
        while (next.isPresent() && out.send(next.get())) {
            next = following.take();
        }
    }
}

package io.slackline.controller.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.SteeringMode;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.migration.World;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
    @TempDir
    Path directory;

    @Test
    void readsBackWhatWasCommitted() {
        try (var world = new World(directory)) {
            world.node("n1");
            world.node("n2");
            world.served("f", SteeringMode.SLACK, "n1", "n2");
            world.served("g", SteeringMode.PINNED, "n1");
            world.move("g", "n1", "n2");
            var before = world.snapshot();
            world.cluster().sync();
            var copy = directory.resolve("copy.mv");
            copy(directory.resolve("controller.mv"), copy);
            try (var store = Store.open(copy)) {
                assertEquals(before, store.load());
            }
        }
    }

    /** MVStore closes itself when a write fails. */
    @Test
    void goesOnWhenTheFileHasClosedItself() {
        var file = directory.resolve("a.mv");
        try (var store = Store.open(file)) {
            var cluster = new Cluster(store);
            cluster.change(Draft::nextGeneration);
            store.close();
            cluster.change(Draft::nextGeneration);
            cluster.sync();
            assertEquals(2, cluster.snapshot().lastGeneration());
            assertEquals(cluster.snapshot(), store.load());
        }
    }

    @Test
    void aChangeThatThrowsChangesNothing() {
        try (var store = Store.open(directory.resolve("a.mv"))) {
            var cluster = new Cluster(store);
            var told = new ArrayList<Snapshot>();
            cluster.listen((_, after) -> told.add(after));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> cluster.change(draft -> {
                        draft.nextGeneration();
                        draft.removeFunction("f");
                        throw new IllegalArgumentException("no");
                    }));
            assertEquals(Snapshot.EMPTY, cluster.snapshot());
            assertEquals(List.of(), told);
        }
    }

    @Test
    void actsAfterTheCommitAndBeforeTheListeners() {
        try (var store = Store.open(directory.resolve("a.mv"))) {
            var cluster = new Cluster(store);
            var order = new ArrayList<String>();
            cluster.listen((_, _) -> order.add("listener"));
            cluster.change(draft -> {
                order.add("change");
                draft.afterCommit(
                        () -> order.add("action at " + cluster.snapshot().lastGeneration()));
                draft.nextGeneration();
            });
            assertEquals(List.of("change", "action at 1", "listener"), order);
        }
    }

    @Test
    void refusesAStoreThatIsInUse() {
        var file = directory.resolve("a.mv");
        try (var store = Store.open(file)) {
            assertEquals(Snapshot.EMPTY, store.load());
            var refused = assertThrows(SlacklineException.class, () -> Store.open(file));
            assertEquals(Code.FAILED_PRECONDITION, refused.code());
            assertEquals(
                    "the store " + file + " is in use; stop the other controller or give this one another stateDir",
                    refused.getMessage());
        }
    }

    @Test
    void refusesAStoreOfANewerSchema() {
        var file = directory.resolve("a.mv");
        try (var newer = MVStore.open(file.toString())) {
            newer.openMap("meta").put("schema", Store.SCHEMA + 1);
            newer.commit();
        }
        var refused = assertThrows(SlacklineException.class, () -> Store.open(file));
        assertTrue(refused.getMessage().contains("schema 2, this controller reads up to 1"), refused.getMessage());
    }

    @Test
    void forgetsTheOldestClosedMigrationsFirst() {
        try (var world = new World(directory)) {
            world.node("n1");
            world.node("n2");
            world.served("f", SteeringMode.PINNED, "n1");
            var open = world.move("f", "n1", "n2");
            world.cluster().change(draft -> {
                for (int i = 0; i < 1200; i++) {
                    draft.put(closed(open, draft.nextMigration()));
                }
            });
            assertEquals(1000, world.snapshot().migrations().size());
            assertTrue(world.snapshot().migrations().containsKey(open.number()), "open ones are kept");
            assertTrue(
                    world.snapshot().migrations().containsKey(world.snapshot().lastMigration()));
        }
    }

    private static Migration closed(Migration like, long number) {
        return Migration.planned(
                        number, like.kind(), like.function(), like.from(), like.to(), like.cause(), like.plan(), number)
                .moveTo(io.slackline.controller.model.MigrationState.ROLLED_BACK, number);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}

package io.slackline.controller.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.store.v1.StoredCounters;
import io.slackline.controller.store.v1.StoredFunction;
import io.slackline.controller.store.v1.StoredMigration;
import io.slackline.controller.store.v1.StoredNode;
import io.slackline.controller.store.v1.StoredPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The model in one file (H2's MVStore, log-structured: a torn write loses the last commit, never an older one).
 *
 * <p>A commit survives the death of the process; {@link #sync} makes what was committed survive the death of the machine. MVStore closes itself when
 * a write fails, as on a full disk; the next commit opens the file again, and goes through once there is room. One thread at a time commits,
 * any may sync. Errors: FAILED_PRECONDITION when the file is in use or of a newer schema; INTERNAL when it cannot be written.
 */
public final class Store implements AutoCloseable {
    /** Raised when the meaning of stored records changes; {@link #open} then converts older files. */
    static final int SCHEMA = 1;

    private static final String COUNTERS = "counters";
    private static final String POLICY = "policy";
    private static final String SCHEMA_KEY = "schema";

    private final Path path;
    private volatile Tables tables;
    /** A commit failed, so the file may hold what was before it or, less likely, what was to come. */
    private boolean doubtful;

    private Store(Path path, Tables tables) {
        this.path = path;
        this.tables = tables;
    }

    private record Tables(
            MVStore file,
            MVMap<String, byte[]> nodes,
            MVMap<String, byte[]> functions,
            MVMap<Long, byte[]> migrations,
            MVMap<String, byte[]> counters) {
        static Tables in(MVStore file) {
            return new Tables(
                    file,
                    file.openMap("nodes"),
                    file.openMap("functions"),
                    file.openMap("migrations"),
                    file.openMap(COUNTERS));
        }
    }

    /** Makes the file, and the folders above it, when they are absent. */
    public static Store open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            return new Store(path, tables(path));
        } catch (IOException unwritable) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "cannot make the controller's state directory " + path.getParent() + ": " + unwritable,
                    unwritable);
        }
    }

    private static Tables tables(Path path) {
        try {
            return checked(
                    path,
                    new MVStore.Builder()
                            .fileName(path.toString())
                            .autoCommitDisabled()
                            .open());
        } catch (MVStoreException refused) {
            throw explained(path, refused);
        }
    }

    private static Tables checked(Path path, MVStore file) {
        MVMap<String, Integer> meta = file.openMap("meta");
        int schema = meta.getOrDefault(SCHEMA_KEY, SCHEMA);
        if (schema > SCHEMA) {
            file.closeImmediately();
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "the store " + path + " has schema " + schema + ", this controller reads up to " + SCHEMA
                            + "; start the newer controller that wrote it, or give this one another stateDir");
        }
        meta.put(SCHEMA_KEY, SCHEMA);
        file.commit();
        return Tables.in(file);
    }

    private static SlacklineException explained(Path path, MVStoreException refused) {
        if (refused.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
            return new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "the store " + path + " is in use; stop the other controller or give this one another stateDir",
                    refused);
        }
        return new SlacklineException(Code.INTERNAL, "the store " + path + " cannot be opened: " + refused, refused);
    }

    /** Reads everything. */
    public Snapshot load() {
        var held = parse(tables.counters().getOrDefault(COUNTERS, new byte[0]), StoredCounters.parser());
        return new Snapshot(
                all(tables.nodes(), StoredNode.parser(), Codec::node),
                all(tables.functions(), StoredFunction.parser(), Codec::function),
                all(tables.migrations(), StoredMigration.parser(), Codec::migration),
                Codec.policy(parse(tables.counters().getOrDefault(POLICY, new byte[0]), StoredPolicy.parser())),
                held.getLastGeneration(),
                held.getLastMigration(),
                held.getLastOffloadGroup());
    }

    /** Writes what differs between the two, as one commit: after a crash either all of it is there or nothing. */
    void commit(Snapshot before, Snapshot after) {
        reopenIfClosed();
        var stored = doubtful ? load() : before;
        var file = tables.file();
        try {
            difference(tables.nodes(), stored.nodes(), after.nodes(), Codec::stored);
            difference(tables.functions(), stored.functions(), after.functions(), Codec::stored);
            difference(tables.migrations(), stored.migrations(), after.migrations(), Codec::stored);
            tables.counters()
                    .put(
                            COUNTERS,
                            StoredCounters.newBuilder()
                                    .setLastGeneration(after.lastGeneration())
                                    .setLastMigration(after.lastMigration())
                                    .setLastOffloadGroup(after.lastOffloadGroup())
                                    .build()
                                    .toByteArray());
            if (!stored.policy().equals(after.policy())) {
                tables.counters().put(POLICY, Codec.stored(after.policy()).toByteArray());
            }
            file.commit();
            doubtful = false;
        } catch (MVStoreException failed) {
            doubtful = true;
            if (!file.isClosed()) {
                file.rollback();
            }
            throw new SlacklineException(Code.INTERNAL, "the controller's store cannot be written: " + failed, failed);
        }
    }

    private synchronized void reopenIfClosed() {
        if (tables.file().isClosed()) {
            tables = tables(path);
        }
    }

    /** Waits for the disk, milliseconds. */
    public void sync() {
        reopenIfClosed();
        tables.file().sync();
    }

    @Override
    public void close() {
        tables.file().close();
    }

    @SuppressWarnings("ReferenceEquality") // values are immutable and copied on change: another value is another object
    private static <K, V, M extends MessageLite> void difference(
            MVMap<K, byte[]> map, Map<K, V> before, Map<K, V> after, Function<V, M> encode) {
        if (before == after) {
            return;
        }
        after.forEach((key, value) -> {
            if (before.get(key) != value) {
                map.put(key, encode.apply(value).toByteArray());
            }
        });
        for (var key : before.keySet()) {
            if (!after.containsKey(key)) {
                map.remove(key);
            }
        }
    }

    private static <K, V, M extends MessageLite> Map<K, V> all(
            MVMap<K, byte[]> map, Parser<M> parser, Function<M, V> decode) {
        var values = new HashMap<K, V>();
        map.forEach((key, bytes) -> values.put(key, decode.apply(parse(bytes, parser))));
        return Map.copyOf(values);
    }

    private static <M extends MessageLite> M parse(byte[] bytes, Parser<M> parser) {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException spoilt) {
            throw new SlacklineException(
                    Code.INTERNAL, "the controller's store holds a record that cannot be read: " + spoilt, spoilt);
        }
    }
}

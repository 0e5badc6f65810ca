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
 * <p>A commit survives the death of the process; {@link #sync} makes what was committed survive the death of the machine. Used by one thread
 * at a time. Errors: FAILED_PRECONDITION when the file is in use or of a newer schema; INTERNAL when it cannot be written.
 */
public final class Store implements AutoCloseable {
    /** Raised when the meaning of stored records changes; {@link #open} then converts older files. */
    static final int SCHEMA = 1;

    private static final String COUNTERS = "counters";
    private static final String POLICY = "policy";
    private static final String SCHEMA_KEY = "schema";

    private final MVStore file;
    private final MVMap<String, byte[]> nodes;
    private final MVMap<String, byte[]> functions;
    private final MVMap<Long, byte[]> migrations;
    private final MVMap<String, byte[]> counters;

    private Store(MVStore file) {
        this.file = file;
        nodes = file.openMap("nodes");
        functions = file.openMap("functions");
        migrations = file.openMap("migrations");
        counters = file.openMap(COUNTERS);
    }

    /** Makes the file, and the folders above it, when they are absent. */
    public static Store open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            var file = new MVStore.Builder()
                    .fileName(path.toString())
                    .autoCommitDisabled()
                    .open();
            return checked(path, file);
        } catch (MVStoreException refused) {
            throw explained(path, refused);
        } catch (IOException unwritable) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "cannot make the controller's state directory " + path.getParent() + ": " + unwritable,
                    unwritable);
        }
    }

    private static Store checked(Path path, MVStore file) {
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
        return new Store(file);
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
        var held = parse(counters.getOrDefault(COUNTERS, new byte[0]), StoredCounters.parser());
        return new Snapshot(
                all(nodes, StoredNode.parser(), Codec::node),
                all(functions, StoredFunction.parser(), Codec::function),
                all(migrations, StoredMigration.parser(), Codec::migration),
                Codec.policy(parse(counters.getOrDefault(POLICY, new byte[0]), StoredPolicy.parser())),
                held.getLastGeneration(),
                held.getLastMigration(),
                held.getLastOffloadGroup());
    }

    /** Writes what differs between the two, as one commit: after a crash either all of it is there or nothing. */
    void commit(Snapshot before, Snapshot after) {
        try {
            difference(nodes, before.nodes(), after.nodes(), Codec::stored);
            difference(functions, before.functions(), after.functions(), Codec::stored);
            difference(migrations, before.migrations(), after.migrations(), Codec::stored);
            counters.put(
                    COUNTERS,
                    StoredCounters.newBuilder()
                            .setLastGeneration(after.lastGeneration())
                            .setLastMigration(after.lastMigration())
                            .setLastOffloadGroup(after.lastOffloadGroup())
                            .build()
                            .toByteArray());
            if (!before.policy().equals(after.policy())) {
                counters.put(POLICY, Codec.stored(after.policy()).toByteArray());
            }
            file.commit();
        } catch (MVStoreException failed) {
            if (!file.isClosed()) {
                file.rollback();
            }
            throw new SlacklineException(Code.INTERNAL, "the controller's store cannot be written: " + failed, failed);
        }
    }

    /** Waits for the disk, milliseconds. */
    public void sync() {
        file.sync();
    }

    @Override
    public void close() {
        file.close();
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

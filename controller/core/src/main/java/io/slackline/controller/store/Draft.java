package io.slackline.controller.store;

import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Policy;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.model.Steering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A change of the model in the making. Used within one {@link Cluster#update}, by its thread. */
public final class Draft {
    /** Closed migrations beyond so many are forgotten, oldest first. */
    private static final int KEPT_MIGRATIONS = 1000;

    private static final int LAST_GROUP = 0xFFFF;

    private Map<String, NodeEntry> nodes;
    private Map<String, FunctionEntry> functions;
    private Map<Long, Migration> migrations;
    private Policy policy;
    private long lastGeneration;
    private long lastMigration;
    private int lastOffloadGroup;
    private final Snapshot before;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Draft(Snapshot before) {
        this.before = before;
        nodes = before.nodes();
        functions = before.functions();
        migrations = before.migrations();
        policy = before.policy();
        lastGeneration = before.lastGeneration();
        lastMigration = before.lastMigration();
        lastOffloadGroup = before.lastOffloadGroup();
    }

    /** The model with all changes so far. */
    public Snapshot snapshot() {
        return new Snapshot(
                Collections.unmodifiableMap(nodes),
                Collections.unmodifiableMap(functions),
                Collections.unmodifiableMap(migrations),
                policy,
                lastGeneration,
                lastMigration,
                lastOffloadGroup);
    }

    public Optional<NodeEntry> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    public Optional<FunctionEntry> function(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    public Optional<Migration> migration(long number) {
        return Optional.ofNullable(migrations.get(number));
    }

    public void put(NodeEntry node) {
        nodes = writable(nodes, before.nodes());
        nodes.put(node.name(), node);
    }

    public void put(FunctionEntry function) {
        functions = writable(functions, before.functions());
        functions.put(function.name(), function);
    }

    public void removeFunction(String name) {
        functions = writable(functions, before.functions());
        functions.remove(name);
    }

    public void put(Migration migration) {
        migrations = writable(migrations, before.migrations());
        migrations.put(migration.number(), migration);
        if (migrations.size() > KEPT_MIGRATIONS) {
            migrations.values().stream()
                    .filter(old -> !old.state().isOpen())
                    .min(Comparator.comparingLong(Migration::number))
                    .ifPresent(oldest -> migrations.remove(oldest.number()));
        }
    }

    public void put(Policy changed) {
        policy = changed;
    }

    /**
     * The group of these slots: that of another function where one has them, else a new one. Numbers are taken in turn, so that a packet which still
     * refers to a group that was given up cannot meet another under its number.
     */
    public int offloadGroup(List<Integer> slots) {
        return snapshot()
                .offloads()
                .filter(held -> held.slots().equals(slots))
                .mapToInt(Steering.Offload::group)
                .findFirst()
                .orElseGet(this::nextOffloadGroup);
    }

    private int nextOffloadGroup() {
        var taken = snapshot().offloads().map(Steering.Offload::group).collect(Collectors.toSet());
        do {
            lastOffloadGroup = lastOffloadGroup % LAST_GROUP + 1;
        } while (taken.contains(lastOffloadGroup));
        return lastOffloadGroup;
    }

    /** For an assignment that changes. */
    public long nextGeneration() {
        return ++lastGeneration;
    }

    /** For a migration that begins. */
    public long nextMigration() {
        return ++lastMigration;
    }

    /** Runs once the change is in the store, before any listener hears of it, and only if it gets there. Must not block. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    List<Runnable> afterCommit() {
        return afterCommit;
    }

    @SuppressWarnings("ReferenceEquality") // the question is whether it was copied already
    private static <K, V> Map<K, V> writable(Map<K, V> now, Map<K, V> before) {
        return now == before ? new HashMap<>(before) : now;
    }
}

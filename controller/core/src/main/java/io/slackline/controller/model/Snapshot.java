package io.slackline.controller.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that the controller keeps, at one moment.
 *
 * @param nodes by name
 * @param functions by name
 * @param migrations by number; all open ones and the latest closed ones
 * @param lastGeneration of assignments
 * @param lastMigration number
 */
public record Snapshot(
        Map<String, NodeEntry> nodes,
        Map<String, FunctionEntry> functions,
        Map<Long, Migration> migrations,
        long lastGeneration,
        long lastMigration) {
    public static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of(), Map.of(), 0, 0);

    public Optional<NodeEntry> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    public Optional<FunctionEntry> function(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    /** At most one, by construction. */
    public Optional<Migration> openMigrationOf(String function) {
        return migrations.values().stream()
                .filter(migration -> migration.state().isOpen())
                .filter(migration -> migration.function().equals(function))
                .findAny();
    }

    public List<Migration> openMigrations() {
        return migrations.values().stream()
                .filter(migration -> migration.state().isOpen())
                .toList();
    }

    /** Functions for which the node has work. */
    public List<FunctionEntry> hostedBy(String node) {
        return functions.values().stream()
                .filter(function -> function.hostedBy(node))
                .toList();
    }
}

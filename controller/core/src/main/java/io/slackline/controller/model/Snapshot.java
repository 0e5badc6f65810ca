package io.slackline.controller.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that the controller keeps, at one moment.
 *
 * @param nodes by name
 * @param functions by name
 * @param migrations by number; all open ones and the latest closed ones
 * @param lastGeneration of assignments
 * @param lastMigration number
 * @param lastOffloadGroup number on the switches; they are taken in turn
 */
public record Snapshot(
        Map<String, NodeEntry> nodes,
        Map<String, FunctionEntry> functions,
        Map<Long, Migration> migrations,
        Policy policy,
        long lastGeneration,
        long lastMigration,
        int lastOffloadGroup) {
    public static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of(), Map.of(), Policy.STANDARD, 0, 0, 0);

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

    /** Every offload group that a switch may hold: those in force, and those that open migrations come from or go to. */
    public Stream<Steering.Offload> offloads() {
        var now = functions.values().stream().map(FunctionEntry::steering);
        var moving = migrations.values().stream()
                .filter(migration -> migration.state().isOpen())
                .flatMap(migration ->
                        Stream.of(migration.plan().before(), migration.plan().after()));
        return Stream.concat(now, moving).flatMap(steering -> steering.offload().stream());
    }

    /** Functions for which the node has work. */
    public List<FunctionEntry> hostedBy(String node) {
        return functions.values().stream()
                .filter(function -> function.hostedBy(node))
                .toList();
    }
}

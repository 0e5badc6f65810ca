package io.slackline.controller.device;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import p4.v1.Entity;
import p4.v1.FieldMatch;
import p4.v1.TableEntry;
import p4.v1.Update;

/**
 * What one switch holds, as read from it and followed through every acknowledged write. Owned by the switch's session thread.
 *
 * <p>Entries are compared by key (table, match, priority) and action alone, so that what a target adds when it is read back
 * (counters, metadata) makes no difference.
 */
final class SwitchImage {
    private final Map<Key, TableEntry> entries = new HashMap<>();

    /** What identifies an entry within a switch. */
    record Key(int tableId, List<FieldMatch> match, int priority) {

        static Key of(TableEntry entry) {
            List<FieldMatch> match = new ArrayList<>(entry.getMatchList());
            match.sort(Comparator.comparingInt(FieldMatch::getFieldId));
            return new Key(entry.getTableId(), List.copyOf(match), entry.getPriority());
        }
    }

    void clear() {
        entries.clear();
    }

    /** Takes over entries that were read from the switch. */
    void adopt(Collection<Entity> read) {
        for (Entity entity : read) {
            if (entity.hasTableEntry() && !entity.getTableEntry().getIsDefaultAction()) {
                put(entity.getTableEntry());
            }
        }
    }

    /** Follows an update that the switch has acknowledged. */
    void apply(Update update) {
        if (!update.getEntity().hasTableEntry()) {
            return;
        }
        TableEntry entry = update.getEntity().getTableEntry();
        switch (update.getType()) {
            case INSERT, MODIFY -> put(entry);
            case DELETE -> entries.remove(Key.of(entry));
            case UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("not an update: " + update.getType());
        }
    }

    private void put(TableEntry entry) {
        entries.put(
                Key.of(entry),
                TableEntry.newBuilder()
                        .setTableId(entry.getTableId())
                        .addAllMatch(Key.of(entry).match())
                        .setPriority(entry.getPriority())
                        .setAction(entry.getAction())
                        .build());
    }

    /** The update that makes {@code wanted} true; empty when it is already. */
    List<Update> towards(TableEntry wanted) {
        TableEntry present = entries.get(Key.of(wanted));
        if (present == null) {
            return List.of(update(Update.Type.INSERT, wanted));
        }
        return present.getAction().equals(wanted.getAction()) ? List.of() : List.of(update(Update.Type.MODIFY, wanted));
    }

    /** Deletions of all present entries in the named tables that {@code keep} does not hold. */
    List<Update> without(Predicate<TableEntry> inScope, Map<Key, TableEntry> keep) {
        List<Update> deletions = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (inScope.test(entry) && !keep.containsKey(key)) {
                deletions.add(update(Update.Type.DELETE, entry));
            }
        });
        return deletions;
    }

    List<TableEntry> matching(Predicate<TableEntry> inScope) {
        return entries.values().stream().filter(inScope).toList();
    }

    /** Number of entries by table id. */
    Map<Integer, Integer> sizes() {
        Map<Integer, Integer> sizes = new LinkedHashMap<>();
        entries.keySet().forEach(key -> sizes.merge(key.tableId(), 1, Integer::sum));
        return sizes;
    }

    static Update update(Update.Type type, TableEntry entry) {
        Entity.Builder entity = Entity.newBuilder();
        if (type == Update.Type.DELETE) {
            entity.setTableEntry(entry.toBuilder().clearAction());
        } else {
            entity.setTableEntry(entry);
        }
        return Update.newBuilder().setType(type).setEntity(entity).build();
    }
}

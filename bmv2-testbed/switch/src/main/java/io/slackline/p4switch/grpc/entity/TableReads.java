package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.TableSchema;
import io.slackline.p4switch.target.DirectCells;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import p4.v1.DirectCounterEntry;
import p4.v1.DirectMeterEntry;
import p4.v1.Entity;

/** Reads of table entries and of their direct counters and meters. */
final class TableReads {

    private final Binding binding;
    private final TableActions actions;

    TableReads(Binding binding, TableActions actions) {
        this.binding = binding;
        this.actions = actions;
    }

    void entries(p4.v1.TableEntry query, Consumer<Entity> out) {
        for (TableSchema table : select(query)) {
            if (query.getIsDefaultAction()) {
                out.accept(Entity.newBuilder()
                        .setTableEntry(defaultEntry(table, query))
                        .build());
                continue;
            }
            Cookie wanted = Cookie.of(query);
            for (TableEntry entry : candidates(table, query)) {
                if (selectsPriority(query, entry)
                        && selectsAction(table, query, entry)
                        && wanted.selects(Cookie.fromBytes(entry.cookie()))) {
                    out.accept(Entity.newBuilder()
                            .setTableEntry(encode(table, entry, query))
                            .build());
                }
            }
        }
    }

    void directCounters(DirectCounterEntry query, Consumer<Entity> out) {
        p4.v1.TableEntry wanted = query.getTableEntry();
        for (TableSchema table : select(wanted)) {
            if (!table.hasDirectCounter()) {
                if (wanted.getTableId() != 0) {
                    throw invalid(table.describe() + " has no direct counter");
                }
                continue;
            }
            direct(table, wanted, (key, cells) -> {
                DirectCounterEntry.Builder counter =
                        DirectCounterEntry.newBuilder().setTableEntry(key);
                cells.counter().ifPresent(value -> counter.setData(Meters.encode(value)));
                out.accept(Entity.newBuilder().setDirectCounterEntry(counter).build());
            });
        }
    }

    void directMeters(DirectMeterEntry query, Consumer<Entity> out) {
        p4.v1.TableEntry wanted = query.getTableEntry();
        for (TableSchema table : select(wanted)) {
            if (!table.hasDirectMeter()) {
                if (wanted.getTableId() != 0) {
                    throw invalid(table.describe() + " has no direct meter");
                }
                continue;
            }
            direct(table, wanted, (key, cells) -> {
                DirectMeterEntry.Builder meter = DirectMeterEntry.newBuilder().setTableEntry(key);
                cells.meter().ifPresent(config -> meter.setConfig(Meters.encode(config)));
                if (query.hasCounterData()) {
                    cells.marked().ifPresent(counts -> meter.setCounterData(Meters.encode(counts)));
                }
                out.accept(Entity.newBuilder().setDirectMeterEntry(meter).build());
            });
        }
    }

    /** The entry as a notification shows it: key, timeout and what the controller attached. */
    p4.v1.TableEntry expired(TableSchema table, TableEntry entry) {
        p4.v1.TableEntry.Builder builder = key(table, entry.key()).setIdleTimeoutNs(entry.idleTimeoutNanos());
        Cookie.fromBytes(entry.cookie()).putInto(builder);
        return builder.build();
    }

    private Collection<TableSchema> select(p4.v1.TableEntry query) {
        if (query.getTableId() == 0 && (query.getMatchCount() > 0 || query.hasAction())) {
            throw invalid("a read of all tables cannot be filtered by match or action: table_id is not set");
        }
        return binding.schema().tables().select(query.getTableId());
    }

    private List<TableEntry> candidates(TableSchema table, p4.v1.TableEntry query) {
        if (query.getMatchCount() == 0) {
            return binding.target().entries(table.name());
        }
        TableKey key = TableEntries.key(table, query);
        return binding.target().entry(table.name(), key).stream().toList();
    }

    /** Goes through the entries that are asked for. Refuses if it is one and there is none. */
    private void direct(
            TableSchema table, p4.v1.TableEntry query, BiConsumer<p4.v1.TableEntry.Builder, DirectCells> out) {
        if (query.getIsDefaultAction()) {
            TableKey key = TableEntries.cellKey(table, query);
            binding.target()
                    .directCells(table.name(), key)
                    .ifPresent(cells -> out.accept(key(table, key).setIsDefaultAction(true), cells));
            return;
        }
        List<TableEntry> entries = candidates(table, query);
        if (entries.isEmpty() && query.getMatchCount() > 0) {
            throw TableEntries.noEntry(table, TableEntries.key(table, query));
        }
        entries.forEach(entry -> out.accept(key(table, entry.key()), entry.cells()));
    }

    private static boolean selectsPriority(p4.v1.TableEntry query, TableEntry entry) {
        return query.getPriority() == 0 || query.getPriority() == entry.key().priority();
    }

    private boolean selectsAction(TableSchema table, p4.v1.TableEntry query, TableEntry entry) {
        if (!query.hasAction()) {
            return true;
        }
        if (!query.getAction().hasAction() || table.profile().isPresent()) {
            throw invalid(table.describe() + ": a read can be filtered by the id of an action only,"
                    + " and only where entries have actions");
        }
        String wanted = binding.schema()
                .actions()
                .require(query.getAction().getAction().getActionId())
                .name();
        return entry.action() instanceof TableAction.Direct direct
                && direct.call().action().equals(wanted);
    }

    private p4.v1.TableEntry encode(TableSchema table, TableEntry entry, p4.v1.TableEntry query) {
        p4.v1.TableEntry.Builder builder = key(table, entry.key())
                .setAction(actions.encode(entry.action()))
                .setIdleTimeoutNs(entry.idleTimeoutNanos())
                .setIsConst(table.target().constantEntries());
        Cookie.fromBytes(entry.cookie()).putInto(builder);
        putCells(builder, entry.cells(), query);
        if (query.hasTimeSinceLastHit() && table.expires()) {
            builder.getTimeSinceLastHitBuilder().setElapsedNs(entry.idleNanos());
        }
        return builder.build();
    }

    /** Direct cells are read only where they are asked for. */
    private static void putCells(p4.v1.TableEntry.Builder builder, DirectCells cells, p4.v1.TableEntry query) {
        if (query.hasMeterConfig()) {
            cells.meter().ifPresent(config -> builder.setMeterConfig(Meters.encode(config)));
        }
        if (query.hasMeterCounterData()) {
            cells.marked().ifPresent(counts -> builder.setMeterCounterData(Meters.encode(counts)));
        }
        if (query.hasCounterData()) {
            cells.counter().ifPresent(value -> builder.setCounterData(Meters.encode(value)));
        }
    }

    private p4.v1.TableEntry defaultEntry(TableSchema table, p4.v1.TableEntry query) {
        p4.v1.TableEntry.Builder builder = p4.v1.TableEntry.newBuilder()
                .setTableId(table.id())
                .setIsDefaultAction(true)
                .setIsConst(table.target().constantDefault());
        binding.target().defaultAction(table.name()).ifPresent(action -> builder.setAction(actions.encode(action)));
        binding.annotations().defaultEntry(table.name()).putInto(builder);
        binding.target()
                .directCells(table.name(), TableKey.DEFAULT)
                .ifPresent(cells -> putCells(builder, cells, query));
        return builder.build();
    }

    private static p4.v1.TableEntry.Builder key(TableSchema table, TableKey key) {
        return p4.v1.TableEntry.newBuilder()
                .setTableId(table.id())
                .addAllMatch(Matches.encode(table.fields(), key.fields()))
                .setPriority(key.priority());
    }
}

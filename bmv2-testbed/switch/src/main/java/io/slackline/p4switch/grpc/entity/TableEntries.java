package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.TableSchema;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.DirectCells;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MeterCounts;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import java.util.Optional;
import p4.v1.Update;

/** Updates of table entries, default entries included. */
final class TableEntries {

    private final Binding binding;
    private final TableActions actions;
    private final P4Target target;

    TableEntries(Binding binding, TableActions actions) {
        this.binding = binding;
        this.actions = actions;
        this.target = binding.target();
    }

    Change change(Update.Type type, p4.v1.TableEntry entry) {
        TableSchema table = binding.schema().tables().require(entry.getTableId());
        if (entry.getIsConst() && type != Update.Type.DELETE) {
            throw invalid(table.describe() + ": is_const is for reading; an update leaves it unset");
        }
        if (entry.getIsDefaultAction()) {
            return changeDefault(table, type, entry);
        }
        if (table.fields().isEmpty()) {
            throw invalid(table.describe() + " has no key, so it has no entries; only its default action can be set");
        }
        if (table.target().constantEntries()) {
            return changeOfConstant(table, type, entry);
        }
        TableKey key = key(table, entry);
        return switch (type) {
            case INSERT -> insert(table, decode(table, key, entry, action(table, entry)));
            case MODIFY -> modify(table, key, entry);
            case DELETE -> delete(table, key);
            case UNSPECIFIED, UNRECOGNIZED -> throw Requests.badType(type, table.describe());
        };
    }

    /** Reads match fields and priority. */
    static TableKey key(TableSchema table, p4.v1.TableEntry entry) {
        int priority = entry.getPriority();
        if (table.target().prioritised() && priority < 1) {
            throw invalid(table.describe() + " has ternary, range or optional fields: priority " + priority
                    + "; valid: 1 and above");
        }
        if (!table.target().prioritised() && priority != 0) {
            throw invalid(table.describe() + " has only exact and lpm fields: priority " + priority + "; valid: 0");
        }
        return new TableKey(Matches.decode(table.describe(), table.fields(), entry.getMatchList()), priority);
    }

    /** Reads which entry's direct cells are meant: those of an entry by its match fields, or of the default entry. */
    static TableKey cellKey(TableSchema table, p4.v1.TableEntry entry) {
        if (!entry.getIsDefaultAction()) {
            return key(table, entry);
        }
        requireNoKey(table, entry);
        return TableKey.DEFAULT;
    }

    private static void requireNoKey(TableSchema table, p4.v1.TableEntry entry) {
        if (entry.getMatchCount() > 0 || entry.getPriority() != 0) {
            throw invalid(table.describe() + ": the default entry has neither match fields nor a priority");
        }
    }

    private Change insert(TableSchema table, TableEntry entry) {
        return Change.of(
                () -> {
                    try {
                        target.insert(table.name(), entry);
                    } catch (TargetException e) {
                        throw e.code() == TargetException.Code.ALREADY_EXISTS ? exists(table, entry.key()) : e;
                    }
                },
                () -> () -> target.delete(table.name(), entry.key()));
    }

    private static TargetException exists(TableSchema table, TableKey key) {
        return new TargetException(
                TargetException.Code.ALREADY_EXISTS,
                table.describe() + " has an entry " + Matches.describe(table.fields(), key)
                        + " already; MODIFY changes it");
    }

    private Change modify(TableSchema table, TableKey key, p4.v1.TableEntry wanted) {
        Optional<TableAction> action = wanted.hasAction() ? Optional.of(action(table, wanted)) : Optional.empty();
        // Without an action the entry keeps the one it has.
        TableEntry checked = decode(table, key, wanted, action.orElseGet(() -> new TableAction.Member(0)));
        return Change.of(
                () -> target.modify(
                        table.name(),
                        action.isPresent()
                                ? checked
                                : withAction(checked, existing(table, key).action())),
                () -> restore(table, key));
    }

    private Change delete(TableSchema table, TableKey key) {
        return Change.of(
                () -> {
                    existing(table, key);
                    target.delete(table.name(), key);
                },
                () -> {
                    Optional<TableEntry> before = target.entry(table.name(), key);
                    return () -> before.ifPresent(entry -> target.insert(table.name(), entry));
                });
    }

    private Runnable restore(TableSchema table, TableKey key) {
        Optional<TableEntry> before = target.entry(table.name(), key);
        return () -> before.ifPresent(entry -> target.modify(table.name(), entry));
    }

    /** A constant entry has direct resources that may be set, and nothing else. */
    private Change changeOfConstant(TableSchema table, Update.Type type, p4.v1.TableEntry entry) {
        if (type != Update.Type.MODIFY || entry.hasAction()) {
            throw Requests.denied(table.describe()
                    + " is constant: its entries come from the program; only their direct counters and meters can be"
                    + " modified, and without an action");
        }
        TableKey key = key(table, entry);
        DirectCells cells = cells(table, entry);
        return Change.of(
                () -> {
                    existing(table, key);
                    write(table, key, cells);
                },
                () -> {
                    DirectCells before = existing(table, key).cells();
                    return () -> write(table, key, before);
                });
    }

    private void write(TableSchema table, TableKey key, DirectCells cells) {
        if (table.hasDirectMeter()) {
            target.setDirectMeter(table.name(), key, cells.meter());
        }
        cells.marked().ifPresent(counts -> target.setDirectMeterCounts(table.name(), key, counts));
        cells.counter().ifPresent(value -> target.setDirectCounter(table.name(), key, value));
    }

    private Change changeDefault(TableSchema table, Update.Type type, p4.v1.TableEntry entry) {
        if (type != Update.Type.MODIFY) {
            throw invalid(
                    table.describe() + ": the default entry is always there and can only be modified, not " + type);
        }
        requireNoKey(table, entry);
        if (entry.getIdleTimeoutNs() != 0 || entry.hasTimeSinceLastHit()) {
            throw invalid(table.describe() + ": the default entry does not expire");
        }
        if (table.target().constantDefault()) {
            throw Requests.denied(table.describe() + ": the default action is constant in the program");
        }
        if (table.profile().isPresent() && entry.hasAction()) {
            throw Requests.denied(table.describe() + " is implemented by "
                    + table.profile().get().describe() + ": its default action cannot be changed");
        }
        Optional<TableAction> action = entry.hasAction()
                ? Optional.of(actions.decode(table, Actions.Place.DEFAULT, entry.getAction()))
                : Optional.empty();
        Cookie cookie = action.isPresent() ? Cookie.of(entry) : Cookie.NONE;
        DirectCells cells = cells(table, entry);
        return Change.of(() -> setDefault(table, action, cookie, cells), () -> {
            Optional<TableAction> before = target.defaultAction(table.name());
            Cookie attached = binding.annotations().defaultEntry(table.name());
            DirectCells counted =
                    target.directCells(table.name(), TableKey.DEFAULT).orElse(DirectCells.UNSET);
            return () -> setDefault(table, before, attached, counted);
        });
    }

    private void setDefault(TableSchema table, Optional<TableAction> action, Cookie cookie, DirectCells cells) {
        action.ifPresentOrElse(
                wanted -> target.setDefaultAction(table.name(), wanted), () -> target.resetDefaultAction(table.name()));
        binding.annotations().setDefaultEntry(table.name(), cookie);
        write(table, TableKey.DEFAULT, cells);
    }

    private TableAction action(TableSchema table, p4.v1.TableEntry entry) {
        if (!entry.hasAction()) {
            throw invalid(table.describe() + ": an entry to insert needs an action");
        }
        return actions.decode(table, Actions.Place.ENTRY, entry.getAction());
    }

    private TableEntry decode(TableSchema table, TableKey key, p4.v1.TableEntry entry, TableAction action) {
        if (!table.expires() && (entry.getIdleTimeoutNs() != 0 || entry.hasTimeSinceLastHit())) {
            throw invalid(table.describe() + " does not support idle timeouts");
        }
        if (entry.hasTimeSinceLastHit()) {
            throw invalid(table.describe() + ": time_since_last_hit is for reading; an update leaves it unset");
        }
        if (entry.getIdleTimeoutNs() < 0) {
            throw invalid(table.describe() + ": idle timeout " + entry.getIdleTimeoutNs() + " ns is negative");
        }
        return new TableEntry(
                key,
                action,
                cells(table, entry),
                entry.getIdleTimeoutNs(),
                0,
                Cookie.of(entry).toBytes());
    }

    private static DirectCells cells(TableSchema table, p4.v1.TableEntry entry) {
        return entry.hasMeterConfig() || entry.hasMeterCounterData() || entry.hasCounterData()
                ? new DirectCells(meter(table, entry), marked(table, entry), counter(table, entry))
                : DirectCells.UNSET;
    }

    private static Optional<MeterConfig> meter(TableSchema table, p4.v1.TableEntry entry) {
        if (!entry.hasMeterConfig()) {
            return Optional.empty();
        }
        if (!table.hasDirectMeter()) {
            throw invalid(table.describe() + " has no direct meter, so its entries have no meter_config");
        }
        return Optional.of(
                Meters.decode(entry.getMeterConfig(), table.meterType(), table.describe() + ", meter_config"));
    }

    private static Optional<MeterCounts> marked(TableSchema table, p4.v1.TableEntry entry) {
        if (!entry.hasMeterCounterData()) {
            return Optional.empty();
        }
        if (!table.hasDirectMeter()) {
            throw invalid(table.describe() + " has no direct meter, so its entries have no meter_counter_data");
        }
        return Optional.of(Meters.decode(entry.getMeterCounterData(), table.describe() + ", meter_counter_data"));
    }

    private static Optional<CounterValue> counter(TableSchema table, p4.v1.TableEntry entry) {
        if (!entry.hasCounterData()) {
            return Optional.empty();
        }
        if (!table.hasDirectCounter()) {
            throw invalid(table.describe() + " has no direct counter, so its entries have no counter_data");
        }
        return Optional.of(Meters.decode(entry.getCounterData()));
    }

    private TableEntry existing(TableSchema table, TableKey key) {
        return target.entry(table.name(), key).orElseThrow(() -> noEntry(table, key));
    }

    static TargetException noEntry(TableSchema table, TableKey key) {
        return TargetException.notFound(table.describe() + " has no entry " + Matches.describe(table.fields(), key));
    }

    private static TableEntry withAction(TableEntry entry, TableAction action) {
        return new TableEntry(
                entry.key(), action, entry.cells(), entry.idleTimeoutNanos(), entry.idleNanos(), entry.cookie());
    }
}

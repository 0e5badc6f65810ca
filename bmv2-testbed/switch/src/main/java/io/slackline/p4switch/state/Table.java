package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.target.TargetException.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The control side of one table: makes the snapshots that the packet path reads. Guarded by the control lock. */
public final class Table {

    private final TableIr table;
    private final KeyCodec codec;
    private final ActionBinder binder;
    private final @Nullable Profile profile;
    private final LongSupplier nanoClock;
    private final Map<TableKey, Entry> entries = new LinkedHashMap<>();
    private Optional<TableAction> defaultAction = Optional.empty();
    private final TableEditor editor;
    private @Nullable ActionSource missed;

    Table(TableIr table, RowLayout rows, ActionBinder binder, @Nullable Profile profile, LongSupplier nanoClock) {
        this.table = table;
        this.editor = new TableEditor(rows);
        this.codec = new KeyCodec(table);
        this.binder = binder;
        this.profile = profile;
        this.nanoClock = nanoClock;
        declareDefault();
        for (TableIr.Entry entry : table.entries()) {
            put(TableEntry.of(entry.key(), new TableAction.Direct(entry.call())));
        }
    }

    public TableIr ir() {
        return table;
    }

    /** The table as it is now, for the packet path. */
    TableSnapshot snapshot() {
        return editor.snapshot(missed);
    }

    public void insert(TableEntry entry) {
        requireWritable();
        if (entries.size() >= table.maxSize() && !entries.containsKey(codec.canonical(entry.key()))) {
            throw new TargetException(
                    Code.RESOURCE_EXHAUSTED,
                    "table \"" + table.name() + "\" is full with " + table.maxSize() + " entries");
        }
        put(entry);
    }

    private void put(TableEntry entry) {
        TableKey key = codec.canonical(entry.key());
        if (entries.containsKey(key)) {
            throw new TargetException(
                    Code.ALREADY_EXISTS,
                    "table \"" + table.name() + "\" has an entry with the key " + key + " already");
        }
        Counter counter = table.directCounter().isPresent() ? new Counter() : null;
        if (counter != null) {
            entry.counter().ifPresent(counter::set);
        }
        Meter meter = table.directMeter() >= 0 ? new Meter() : null;
        Entry.Hits hits = new Entry.Hits();
        hits.lastNanos = nanoClock.getAsLong();
        hits.toldNanos = hits.lastNanos;
        Entry made = make(key, entry, counter, meter, hits);
        acquire(made);
        entries.put(key, made);
        editor.add(made);
    }

    public void modify(TableEntry entry) {
        requireWritable();
        TableKey key = codec.canonical(entry.key());
        Entry before = require(key);
        Counter counter = before.counter();
        Entry made = make(key, entry, counter, before.meter(), before.hits);
        if (counter != null) {
            entry.counter().ifPresent(counter::set);
        }
        acquire(made);
        release(before);
        entries.put(key, made);
        editor.replace(before, made);
    }

    public void delete(TableKey key) {
        requireWritable();
        TableKey canonical = codec.canonical(key);
        Entry entry = require(canonical);
        release(entry);
        entries.remove(canonical);
        editor.remove(entry);
    }

    public Optional<TableEntry> entry(TableKey key) {
        return Optional.ofNullable(entries.get(codec.canonical(key))).map(this::read);
    }

    public List<TableEntry> entries() {
        return entries.values().stream().map(this::read).toList();
    }

    public Optional<TableAction> defaultAction() {
        return defaultAction;
    }

    public void setDefault(TableAction action) {
        if (table.defaultAction().constant() && !action.equals(defaultAction.orElse(null))) {
            throw new TargetException(
                    Code.PERMISSION_DENIED, "the default action of table \"" + table.name() + "\" is constant");
        }
        missed = source(action);
        defaultAction = Optional.of(action);
    }

    public void resetDefault() {
        if (!table.defaultAction().constant()) {
            declareDefault();
        }
    }

    private void declareDefault() {
        defaultAction = table.defaultAction().call().map(TableAction.Direct::new);
        missed = defaultAction.map(a -> table.profile() >= 0 ? null : source(a)).orElse(null);
    }

    public Counter counter(TableKey key) {
        Counter counter = require(codec.canonical(key)).counter();
        if (counter == null) {
            throw TargetException.invalid("table \"" + table.name() + "\" has no direct counter");
        }
        return counter;
    }

    public void configureMeter(TableKey key, Optional<MeterConfig> config) {
        configure(require(codec.canonical(key)).meter(), config);
    }

    private void configure(@Nullable Meter meter, Optional<MeterConfig> config) {
        if (meter != null) {
            meter.configure(config, nanoClock.getAsLong());
        } else if (config.isPresent()) {
            throw TargetException.invalid("table \"" + table.name() + "\" has no direct meter");
        }
    }

    /** Entries whose timeout has passed since the last packet and since they were told last. */
    public List<TableEntry> expired() {
        List<TableEntry> expired = new ArrayList<>();
        long now = nanoClock.getAsLong();
        for (Entry entry : entries.values()) {
            long timeout = entry.written.idleTimeoutNanos();
            long idleSince = Math.max(entry.hits.lastNanos, entry.hits.toldNanos);
            if (timeout > 0 && now - idleSince >= timeout) {
                entry.hits.toldNanos = now;
                expired.add(read(entry));
            }
        }
        return expired;
    }

    private TableEntry read(Entry entry) {
        TableEntry written = entry.written;
        Optional<CounterValue> counter = Optional.ofNullable(entry.counter()).map(Counter::value);
        Optional<MeterConfig> meter = Optional.ofNullable(entry.meter()).flatMap(Meter::config);
        long idle = table.timeouts() ? Math.max(0, nanoClock.getAsLong() - entry.hits.lastNanos) : 0;
        return new TableEntry(
                written.key(), written.action(), meter, counter, written.idleTimeoutNanos(), idle, written.cookie());
    }

    private Entry make(
            TableKey key, TableEntry entry, @Nullable Counter counter, @Nullable Meter meter, Entry.Hits hits) {
        if (entry.counter().isPresent() && counter == null) {
            throw TargetException.invalid("table \"" + table.name() + "\" has no direct counter");
        }
        if (entry.idleTimeoutNanos() != 0 && !table.timeouts()) {
            throw TargetException.invalid("entry of table \"" + table.name()
                    + "\" has an idle timeout, which the table does not support (support_timeout = true)");
        }
        ActionSource source = source(entry.action());
        KeyCodec.Words words = codec.words(key);
        configure(meter, entry.meter());
        TableEntry canonical = new TableEntry(
                key, entry.action(), entry.meter(), entry.counter(), entry.idleTimeoutNanos(), 0, entry.cookie());
        return new Entry(
                words.key(), words.mask(), words.rank(), words.ranges(), source, counter, meter, hits, canonical);
    }

    private ActionSource source(TableAction action) {
        if (profile != null) {
            return profile.source(action);
        }
        return switch (action) {
            case TableAction.Direct(var call) -> new ActionSource.Own(binder.bind(call));
            case TableAction.Member _, TableAction.Group _, TableAction.OneShot _ ->
                throw TargetException.invalid(
                        "table \"" + table.name() + "\" has no action profile: expected an action, got " + action);
        };
    }

    private void acquire(Entry entry) {
        if (profile != null) {
            profile.acquire(entry.action());
        }
    }

    private void release(Entry entry) {
        if (profile != null) {
            profile.release(entry.action());
        }
    }

    private Entry require(TableKey canonical) {
        Entry entry = entries.get(canonical);
        if (entry == null) {
            throw TargetException.notFound("table \"" + table.name() + "\" has no entry with the key " + canonical);
        }
        return entry;
    }

    private void requireWritable() {
        if (table.constantEntries()) {
            throw new TargetException(
                    Code.PERMISSION_DENIED, "the entries of table \"" + table.name() + "\" are constant");
        }
    }
}

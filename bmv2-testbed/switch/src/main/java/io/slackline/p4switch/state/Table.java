package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.target.DirectCells;
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

    /** Of the default entry. */
    private final Cells missedCells;

    Table(TableIr table, RowLayout rows, ActionBinder binder, @Nullable Profile profile, LongSupplier nanoClock) {
        this.table = table;
        this.editor = new TableEditor(rows);
        this.codec = new KeyCodec(table);
        this.binder = binder;
        this.profile = profile;
        this.nanoClock = nanoClock;
        this.missedCells = newCells();
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
        return editor.snapshot(missed, missedCells);
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
        Entry.Hits hits = new Entry.Hits();
        hits.lastNanos = nanoClock.getAsLong();
        hits.toldNanos = hits.lastNanos;
        Entry made = make(key, entry, newCells(), hits);
        acquire(made);
        entries.put(key, made);
        editor.add(made);
    }

    public void modify(TableEntry entry) {
        requireWritable();
        TableKey key = codec.canonical(entry.key());
        Entry before = require(key);
        Entry made = make(key, entry, before.cells(), before.hits);
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

    /** Direct cells of an entry or, by {@link TableKey#DEFAULT}, of the default entry. */
    public Optional<DirectCells> directCells(TableKey key) {
        return find(key).map(Cells::read);
    }

    /** The direct counter of an entry, or of the default entry. */
    public Counter counter(TableKey key) {
        Counter counter = require(find(key), key).counter();
        if (counter == null) {
            throw noCell("counter");
        }
        return counter;
    }

    /** The direct meter of an entry, or of the default entry. */
    public Meter meter(TableKey key) {
        Meter meter = require(find(key), key).meter();
        if (meter == null) {
            throw noCell("meter");
        }
        return meter;
    }

    public void configureMeter(TableKey key, Optional<MeterConfig> config) {
        meter(key).configure(config, nanoClock.getAsLong());
    }

    private Optional<Cells> find(TableKey key) {
        return key.equals(TableKey.DEFAULT)
                ? Optional.of(missedCells)
                : Optional.ofNullable(entries.get(codec.canonical(key))).map(Entry::cells);
    }

    private Cells newCells() {
        return new Cells(
                table.directMeter() >= 0 ? new Meter() : null,
                table.directCounter().isPresent() ? new Counter() : null);
    }

    private TargetException noCell(String cell) {
        return TargetException.invalid("table \"" + table.name() + "\" has no direct " + cell);
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
        long idle = table.timeouts() ? Math.max(0, nanoClock.getAsLong() - entry.hits.lastNanos) : 0;
        return new TableEntry(
                written.key(),
                written.action(),
                entry.cells().read(),
                written.idleTimeoutNanos(),
                idle,
                written.cookie());
    }

    private Entry make(TableKey key, TableEntry entry, Cells cells, Entry.Hits hits) {
        DirectCells wanted = entry.cells();
        if (cells.counter() == null && wanted.counter().isPresent()) {
            throw noCell("counter");
        }
        if (cells.meter() == null
                && (wanted.meter().isPresent() || wanted.marked().isPresent())) {
            throw noCell("meter");
        }
        if (entry.idleTimeoutNanos() != 0 && !table.timeouts()) {
            throw TargetException.invalid("entry of table \"" + table.name()
                    + "\" has an idle timeout, which the table does not support (support_timeout = true)");
        }
        ActionSource source = source(entry.action());
        KeyCodec.Words words = codec.words(key);
        cells.write(wanted, nanoClock.getAsLong());
        TableEntry canonical = new TableEntry(key, entry.action(), wanted, entry.idleTimeoutNanos(), 0, entry.cookie());
        return new Entry(words.key(), words.mask(), words.rank(), words.ranges(), source, cells, hits, canonical);
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
        return require(Optional.ofNullable(entries.get(canonical)), canonical);
    }

    private <T> T require(Optional<T> found, TableKey key) {
        return found.orElseThrow(
                () -> TargetException.notFound("table \"" + table.name() + "\" has no entry with the key " + key));
    }

    private void requireWritable() {
        if (table.constantEntries()) {
            throw new TargetException(
                    Code.PERMISSION_DENIED, "the entries of table \"" + table.name() + "\" are constant");
        }
    }
}

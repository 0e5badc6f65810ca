package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.TableSchema;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import java.util.Optional;
import p4.v1.DirectCounterEntry;
import p4.v1.DirectMeterEntry;
import p4.v1.Update;

/** Updates of the counter or meter that a table entry has to itself. */
final class DirectResources {

    private final Binding binding;
    private final P4Target target;

    DirectResources(Binding binding) {
        this.binding = binding;
        this.target = binding.target();
    }

    Change change(Update.Type type, DirectCounterEntry entry) {
        Requests.requireModify(type, "a direct counter");
        TableSchema table = table(entry.getTableEntry());
        if (!table.hasDirectCounter()) {
            throw invalid(table.describe() + " has no direct counter");
        }
        TableKey key = TableEntries.key(table, entry.getTableEntry());
        if (!entry.hasData()) {
            return Change.of(() -> existing(table, key), () -> () -> {});
        }
        CounterValue value = Meters.decode(entry.getData());
        return Change.of(
                () -> {
                    existing(table, key);
                    target.setDirectCounter(table.name(), key, value);
                },
                () -> {
                    Optional<CounterValue> before = existing(table, key).counter();
                    return () -> before.ifPresent(old -> target.setDirectCounter(table.name(), key, old));
                });
    }

    Change change(Update.Type type, DirectMeterEntry entry) {
        Requests.requireModify(type, "a direct meter");
        TableSchema table = table(entry.getTableEntry());
        if (!table.hasDirectMeter()) {
            throw invalid(table.describe() + " has no direct meter");
        }
        if (entry.hasCounterData()) {
            throw Requests.unimplemented(table.describe() + ": counters of meter colours are not supported");
        }
        TableKey key = TableEntries.key(table, entry.getTableEntry());
        Optional<MeterConfig> config = entry.hasConfig()
                ? Optional.of(Meters.decode(entry.getConfig(), table.describe() + ", direct meter"))
                : Optional.empty();
        return Change.of(
                () -> {
                    existing(table, key);
                    target.setDirectMeter(table.name(), key, config);
                },
                () -> {
                    Optional<MeterConfig> before = existing(table, key).meter();
                    return () -> target.setDirectMeter(table.name(), key, before);
                });
    }

    private TableSchema table(p4.v1.TableEntry entry) {
        TableSchema table = binding.schema().tables().require(entry.getTableId());
        if (entry.getIsDefaultAction()) {
            throw Requests.unimplemented(
                    table.describe() + ": direct counters and meters of default entries are not supported");
        }
        return table;
    }

    private TableEntry existing(TableSchema table, TableKey key) {
        return target.entry(table.name(), key).orElseThrow(() -> TableEntries.noEntry(table, key));
    }
}

package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.TableSchema;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.DirectCells;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MeterCounts;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TableKey;
import java.util.Optional;
import p4.v1.DirectCounterEntry;
import p4.v1.DirectMeterEntry;
import p4.v1.Update;

/** Updates of the counter or meter that a table entry, or a default entry, has to itself. */
final class DirectResources {

    private final Binding binding;
    private final P4Target target;

    DirectResources(Binding binding) {
        this.binding = binding;
        this.target = binding.target();
    }

    Change change(Update.Type type, DirectCounterEntry entry) {
        Requests.requireModify(type, "a direct counter");
        TableSchema table =
                binding.schema().tables().require(entry.getTableEntry().getTableId());
        if (!table.hasDirectCounter()) {
            throw invalid(table.describe() + " has no direct counter");
        }
        TableKey key = TableEntries.cellKey(table, entry.getTableEntry());
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
        TableSchema table =
                binding.schema().tables().require(entry.getTableEntry().getTableId());
        if (!table.hasDirectMeter()) {
            throw invalid(table.describe() + " has no direct meter");
        }
        String what = table.describe() + ", direct meter";
        TableKey key = TableEntries.cellKey(table, entry.getTableEntry());
        Optional<MeterConfig> config = entry.hasConfig()
                ? Optional.of(Meters.decode(entry.getConfig(), table.meterType(), what))
                : Optional.empty();
        Optional<MeterCounts> marked =
                entry.hasCounterData() ? Optional.of(Meters.decode(entry.getCounterData(), what)) : Optional.empty();
        return Change.of(
                () -> {
                    existing(table, key);
                    write(table, key, config, marked);
                },
                () -> {
                    DirectCells before = existing(table, key);
                    return () -> write(table, key, before.meter(), before.marked());
                });
    }

    private void write(TableSchema table, TableKey key, Optional<MeterConfig> config, Optional<MeterCounts> marked) {
        target.setDirectMeter(table.name(), key, config);
        marked.ifPresent(counts -> target.setDirectMeterCounts(table.name(), key, counts));
    }

    private DirectCells existing(TableSchema table, TableKey key) {
        return target.directCells(table.name(), key).orElseThrow(() -> TableEntries.noEntry(table, key));
    }
}

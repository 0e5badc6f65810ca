package io.slackline.p4switch.grpc.entity;

import io.slackline.p4switch.grpc.schema.MeterSchema;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MeterCounts;
import io.slackline.p4switch.target.P4Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import p4.v1.Entity;
import p4.v1.Index;
import p4.v1.MeterEntry;
import p4.v1.Update;

/** Cells of meter arrays. */
final class MeterArrays {

    private final Binding binding;
    private final P4Target target;

    MeterArrays(Binding binding) {
        this.binding = binding;
        this.target = binding.target();
    }

    Change change(Update.Type type, MeterEntry entry) {
        MeterSchema meter = binding.schema().meters().require(entry.getMeterId());
        Requests.requireModify(type, describe(meter));
        Optional<MeterConfig> config = entry.hasConfig()
                ? Optional.of(Meters.decode(entry.getConfig(), meter.type(), describe(meter)))
                : Optional.empty();
        Optional<MeterCounts> marked = entry.hasCounterData()
                ? Optional.of(Meters.decode(entry.getCounterData(), describe(meter)))
                : Optional.empty();
        long first = entry.hasIndex() ? Requests.index(entry.getIndex(), meter.size(), describe(meter)) : 0;
        long end = entry.hasIndex() ? first + 1 : meter.size();
        return Change.of(
                () -> {
                    for (long i = first; i < end; i++) {
                        write(meter, i, config, marked);
                    }
                },
                () -> {
                    List<Runnable> restore = new ArrayList<>();
                    for (long i = first; i < end; i++) {
                        long index = i;
                        Optional<MeterConfig> before = target.meter(meter.name(), i);
                        Optional<MeterCounts> counts = marked.map(_ -> target.meterCounts(meter.name(), index));
                        restore.add(() -> write(meter, index, before, counts));
                    }
                    return () -> restore.forEach(Runnable::run);
                });
    }

    private void write(MeterSchema meter, long index, Optional<MeterConfig> config, Optional<MeterCounts> marked) {
        target.setMeter(meter.name(), index, config);
        marked.ifPresent(counts -> target.setMeterCounts(meter.name(), index, counts));
    }

    void read(MeterEntry query, Consumer<Entity> out) {
        for (MeterSchema meter : binding.schema().meters().select(query.getMeterId())) {
            long first = query.hasIndex() ? Requests.index(query.getIndex(), meter.size(), describe(meter)) : 0;
            long end = query.hasIndex() ? first + 1 : meter.size();
            for (long i = first; i < end; i++) {
                MeterEntry.Builder entry = MeterEntry.newBuilder()
                        .setMeterId(meter.id())
                        .setIndex(Index.newBuilder().setIndex(i));
                target.meter(meter.name(), i).ifPresent(config -> entry.setConfig(Meters.encode(config)));
                if (query.hasCounterData()) {
                    entry.setCounterData(Meters.encode(target.meterCounts(meter.name(), i)));
                }
                out.accept(Entity.newBuilder().setMeterEntry(entry).build());
            }
        }
    }

    private static String describe(MeterSchema meter) {
        return "meter '" + meter.name() + "'";
    }
}

package io.slackline.p4switch.grpc.entity;

import io.slackline.p4switch.grpc.schema.ArraySchema;
import io.slackline.p4switch.target.MeterConfig;
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
        ArraySchema meter = binding.schema().meters().require(entry.getMeterId());
        Requests.requireModify(type, describe(meter));
        refuseColourCounters(entry, meter);
        Optional<MeterConfig> config =
                entry.hasConfig() ? Optional.of(Meters.decode(entry.getConfig(), describe(meter))) : Optional.empty();
        long first = entry.hasIndex() ? Requests.index(entry.getIndex(), meter.size(), describe(meter)) : 0;
        long end = entry.hasIndex() ? first + 1 : meter.size();
        return Change.of(
                () -> {
                    for (long i = first; i < end; i++) {
                        target.setMeter(meter.name(), i, config);
                    }
                },
                () -> {
                    List<Optional<MeterConfig>> before = new ArrayList<>();
                    for (long i = first; i < end; i++) {
                        before.add(target.meter(meter.name(), i));
                    }
                    return () -> {
                        for (int i = 0; i < before.size(); i++) {
                            target.setMeter(meter.name(), first + i, before.get(i));
                        }
                    };
                });
    }

    void read(MeterEntry query, Consumer<Entity> out) {
        for (ArraySchema meter : binding.schema().meters().select(query.getMeterId())) {
            refuseColourCounters(query, meter);
            long first = query.hasIndex() ? Requests.index(query.getIndex(), meter.size(), describe(meter)) : 0;
            long end = query.hasIndex() ? first + 1 : meter.size();
            for (long i = first; i < end; i++) {
                MeterEntry.Builder entry = MeterEntry.newBuilder()
                        .setMeterId(meter.id())
                        .setIndex(Index.newBuilder().setIndex(i));
                target.meter(meter.name(), i).ifPresent(config -> entry.setConfig(Meters.encode(config)));
                out.accept(Entity.newBuilder().setMeterEntry(entry).build());
            }
        }
    }

    private static void refuseColourCounters(MeterEntry entry, ArraySchema meter) {
        if (entry.hasCounterData()) {
            throw Requests.unimplemented(describe(meter) + ": counters of meter colours are not supported");
        }
    }

    private static String describe(ArraySchema meter) {
        return "meter '" + meter.name() + "'";
    }
}

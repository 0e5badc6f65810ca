package io.slackline.p4switch.grpc.entity;

import io.slackline.p4switch.grpc.schema.CounterSchema;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.P4Target;
import java.util.List;
import java.util.function.Consumer;
import p4.v1.CounterEntry;
import p4.v1.Entity;
import p4.v1.Index;
import p4.v1.Update;

/** Cells of counter arrays. */
final class CounterArrays {

    private final Binding binding;
    private final P4Target target;

    CounterArrays(Binding binding) {
        this.binding = binding;
        this.target = binding.target();
    }

    Change change(Update.Type type, CounterEntry entry) {
        CounterSchema counter = binding.schema().counters().require(entry.getCounterId());
        Requests.requireModify(type, describe(counter));
        if (!entry.hasData()) {
            return Change.none();
        }
        CounterValue value = Meters.decode(entry.getData());
        if (entry.hasIndex()) {
            long index = Requests.index(entry.getIndex(), counter.size(), describe(counter));
            return Change.of(() -> target.setCounter(counter.name(), index, value), () -> {
                CounterValue before = target.counter(counter.name(), index);
                return () -> target.setCounter(counter.name(), index, before);
            });
        }
        return Change.of(
                () -> {
                    for (long i = 0; i < counter.size(); i++) {
                        target.setCounter(counter.name(), i, value);
                    }
                },
                () -> {
                    List<CounterValue> before = target.counters(counter.name());
                    return () -> {
                        for (int i = 0; i < before.size(); i++) {
                            target.setCounter(counter.name(), i, before.get(i));
                        }
                    };
                });
    }

    void read(CounterEntry query, Consumer<Entity> out) {
        for (CounterSchema counter : binding.schema().counters().select(query.getCounterId())) {
            if (query.hasIndex()) {
                long index = Requests.index(query.getIndex(), counter.size(), describe(counter));
                out.accept(entity(counter, index, target.counter(counter.name(), index)));
            } else {
                List<CounterValue> values = target.counters(counter.name());
                for (int i = 0; i < values.size(); i++) {
                    out.accept(entity(counter, i, values.get(i)));
                }
            }
        }
    }

    private static Entity entity(CounterSchema counter, long index, CounterValue value) {
        return Entity.newBuilder()
                .setCounterEntry(CounterEntry.newBuilder()
                        .setCounterId(counter.id())
                        .setIndex(Index.newBuilder().setIndex(index))
                        .setData(Meters.encode(value)))
                .build();
    }

    private static String describe(CounterSchema counter) {
        return "counter '" + counter.name() + "'";
    }
}

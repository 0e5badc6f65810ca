package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.RegisterSchema;
import io.slackline.p4switch.target.P4Target;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Consumer;
import p4.v1.Entity;
import p4.v1.Index;
import p4.v1.RegisterEntry;
import p4.v1.Update;

/** Cells of registers. */
final class RegisterArrays {

    private final Binding binding;
    private final P4Target target;

    RegisterArrays(Binding binding) {
        this.binding = binding;
        this.target = binding.target();
    }

    Change change(Update.Type type, RegisterEntry entry) {
        RegisterSchema register = binding.schema().registers().require(entry.getRegisterId());
        String what = describe(register);
        Requests.requireModify(type, what);
        if (!entry.hasData()) {
            throw invalid(what + ": the data is not set");
        }
        BigInteger value = P4Values.decode(register.cell(), entry.getData(), what);
        if (entry.hasIndex()) {
            long index = Requests.index(entry.getIndex(), register.size(), what);
            return Change.of(() -> target.setRegister(register.name(), index, value), () -> {
                BigInteger before = target.register(register.name(), index);
                return () -> target.setRegister(register.name(), index, before);
            });
        }
        return Change.of(
                () -> {
                    for (long i = 0; i < register.size(); i++) {
                        target.setRegister(register.name(), i, value);
                    }
                },
                () -> {
                    List<BigInteger> before = target.registers(register.name());
                    return () -> {
                        for (int i = 0; i < before.size(); i++) {
                            target.setRegister(register.name(), i, before.get(i));
                        }
                    };
                });
    }

    void read(RegisterEntry query, Consumer<Entity> out) {
        for (RegisterSchema register : binding.schema().registers().select(query.getRegisterId())) {
            if (query.hasIndex()) {
                long index = Requests.index(query.getIndex(), register.size(), describe(register));
                out.accept(entity(register, index, target.register(register.name(), index)));
            } else {
                List<BigInteger> values = target.registers(register.name());
                for (int i = 0; i < values.size(); i++) {
                    out.accept(entity(register, i, values.get(i)));
                }
            }
        }
    }

    private static Entity entity(RegisterSchema register, long index, BigInteger value) {
        return Entity.newBuilder()
                .setRegisterEntry(RegisterEntry.newBuilder()
                        .setRegisterId(register.id())
                        .setIndex(Index.newBuilder().setIndex(index))
                        .setData(P4Values.encode(register.cell(), List.of(value))))
                .build();
    }

    private static String describe(RegisterSchema register) {
        return "register '" + register.name() + "'";
    }
}

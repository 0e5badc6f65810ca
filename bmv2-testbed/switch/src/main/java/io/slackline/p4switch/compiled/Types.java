package io.slackline.p4switch.compiled;

import io.slackline.p4switch.interpreter.Packet;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Descriptors of what the code refers to. */
final class Types {

    static final ClassDesc PACKET = of(Packet.class);
    static final ClassDesc LONGS = ConstantDescs.CD_long.arrayType();
    static final ClassDesc BYTES = ConstantDescs.CD_byte.arrayType();

    /** A parser state, or the application of a table: what comes next. */
    static final MethodTypeDesc STAGE = MethodTypeDesc.of(ConstantDescs.CD_int, PACKET, LONGS);

    static final MethodTypeDesc CONDITION = MethodTypeDesc.of(ConstantDescs.CD_boolean, PACKET, LONGS);

    static final MethodTypeDesc ACTION = MethodTypeDesc.of(ConstantDescs.CD_void, PACKET, LONGS, LONGS);

    private Types() {}

    static ClassDesc of(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    static MethodTypeDesc method(Class<?> returns, Class<?>... parameters) {
        return MethodTypeDesc.of(
                of(returns), java.util.Arrays.stream(parameters).map(Types::of).toList());
    }
}

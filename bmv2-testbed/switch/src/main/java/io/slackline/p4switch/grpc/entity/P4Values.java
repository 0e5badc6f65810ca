package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.ValueType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import p4.v1.P4Data;
import p4.v1.P4StructLike;

/** Values of any type: P4Data to and from the bits that the engine keeps. */
final class P4Values {

    /**
     * Reads a value of one cell.
     *
     * @param what whose value it is, for messages
     */
    static BigInteger decode(ValueType type, P4Data data, String what) {
        return switch (type) {
            case ValueType.Bits bits -> {
                requireCase(data, P4Data.DataCase.BITSTRING, type, what);
                yield Codec.decode(data.getBitstring(), bits.widthBits(), bits.text(), () -> what);
            }
            case ValueType.SignedBits bits -> {
                requireCase(data, P4Data.DataCase.BITSTRING, type, what);
                yield Bitstrings.signedPattern(data.getBitstring(), bits.widthBits(), () -> what);
            }
            case ValueType.Bool bool -> {
                requireCase(data, P4Data.DataCase.BOOL, type, what);
                yield data.getBool() ? BigInteger.ONE : BigInteger.ZERO;
            }
            case ValueType.Struct struct -> throw invalid(what + ": a cell cannot be a " + struct.describe());
            case ValueType.Tuple tuple -> throw invalid(what + ": a cell cannot be a " + tuple.describe());
        };
    }

    /**
     * Writes a value.
     *
     * @param values one for each member of a struct or tuple, else one
     */
    static P4Data encode(ValueType type, List<BigInteger> values) {
        Iterator<BigInteger> rest = values.iterator();
        return switch (type) {
            case ValueType.Struct struct ->
                P4Data.newBuilder().setStruct(members(struct.members(), rest)).build();
            case ValueType.Tuple tuple ->
                P4Data.newBuilder().setTuple(members(tuple.members(), rest)).build();
            case ValueType.Bits bits -> plain(bits, rest.next());
            case ValueType.SignedBits bits -> plain(bits, rest.next());
            case ValueType.Bool bool -> plain(bool, rest.next());
        };
    }

    private static P4StructLike members(List<ValueType> types, Iterator<BigInteger> values) {
        List<P4Data> members = new ArrayList<>(types.size());
        types.forEach(type -> members.add(plain(type, values.next())));
        return P4StructLike.newBuilder().addAllMembers(members).build();
    }

    private static P4Data plain(ValueType type, BigInteger value) {
        P4Data.Builder data = P4Data.newBuilder();
        return switch (type) {
            case ValueType.Bits bits ->
                data.setBitstring(Codec.encode(value, bits.text())).build();
            case ValueType.SignedBits bits ->
                data.setBitstring(Bitstrings.canonicalSigned(value, bits.widthBits()))
                        .build();
            case ValueType.Bool bool -> data.setBool(value.signum() != 0).build();
            case ValueType.Struct struct -> throw new IllegalStateException(struct.describe() + " is not plain");
            case ValueType.Tuple tuple -> throw new IllegalStateException(tuple.describe() + " is not plain");
        };
    }

    private static void requireCase(P4Data data, P4Data.DataCase expected, ValueType type, String what) {
        if (data.getDataCase() != expected) {
            throw invalid(what + " is a " + type.describe() + ": expected " + expected + ", got " + data.getDataCase());
        }
    }

    private P4Values() {}
}

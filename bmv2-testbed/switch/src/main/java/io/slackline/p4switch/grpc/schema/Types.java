package io.slackline.p4switch.grpc.schema;

import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p4.config.v1.P4BitstringLikeTypeSpec;
import p4.config.v1.P4DataTypeSpec;
import p4.config.v1.P4NamedType;
import p4.config.v1.P4NewTypeSpec;
import p4.config.v1.P4StructTypeSpec;
import p4.config.v1.P4TypeInfo;

/** Resolves the types that P4Info writes down, through their names. */
final class Types {

    private final P4TypeInfo info;
    private final Translations translations;

    Types(P4TypeInfo info, Translations translations) {
        this.info = info;
        this.translations = translations;
    }

    /**
     * How the values of a type become strings for controllers, if they do.
     *
     * @param widthBits of the numbers that the data plane has for them
     */
    Optional<StringTranslation> text(P4NamedType name, int widthBits) {
        P4NewTypeSpec type = info.getNewTypesMap().get(name.getName());
        return type != null && type.getTranslatedType().hasSdnString()
                ? Optional.of(translations.of(name.getName(), widthBits))
                : Optional.empty();
    }

    ValueType resolve(P4DataTypeSpec spec, String what) {
        return switch (spec.getTypeSpecCase()) {
            case BITSTRING -> bits(spec.getBitstring(), what);
            case BOOL -> new ValueType.Bool();
            case STRUCT -> struct(spec.getStruct().getName(), what);
            case TUPLE -> {
                List<ValueType> members = new ArrayList<>();
                spec.getTuple().getMembersList().forEach(member -> members.add(plain(resolve(member, what), what)));
                yield new ValueType.Tuple(members);
            }
            case SERIALIZABLE_ENUM ->
                serializableEnum(spec.getSerializableEnum().getName(), what);
            case NEW_TYPE -> newType(spec.getNewType().getName(), what);
            case HEADER, HEADER_UNION, HEADER_STACK, HEADER_UNION_STACK, ENUM, ERROR, TYPESPEC_NOT_SET ->
                throw unsupported(what, spec.getTypeSpecCase().name());
        };
    }

    private static ValueType bits(P4BitstringLikeTypeSpec spec, String what) {
        return switch (spec.getTypeSpecCase()) {
            case BIT -> new ValueType.Bits(spec.getBit().getBitwidth());
            case INT -> new ValueType.SignedBits(spec.getInt().getBitwidth());
            case VARBIT, TYPESPEC_NOT_SET -> throw unsupported(what, "a bitstring of no fixed width");
        };
    }

    private ValueType struct(String name, String what) {
        P4StructTypeSpec struct = info.getStructsMap().get(name);
        if (struct == null) {
            throw undefined(what, "struct '" + name + "'");
        }
        List<ValueType> members = new ArrayList<>();
        for (P4StructTypeSpec.Member member : struct.getMembersList()) {
            String inside = what + ", member '" + member.getName() + "'";
            members.add(plain(resolve(member.getTypeSpec(), inside), inside));
        }
        return new ValueType.Struct(name, members);
    }

    private ValueType serializableEnum(String name, String what) {
        var type = info.getSerializableEnumsMap().get(name);
        if (type == null) {
            throw undefined(what, "enum '" + name + "'");
        }
        return new ValueType.Bits(type.getUnderlyingType().getBitwidth());
    }

    private ValueType newType(String name, String what) {
        P4NewTypeSpec type = info.getNewTypesMap().get(name);
        if (type == null) {
            throw undefined(what, "type '" + name + "'");
        }
        return switch (type.getRepresentationCase()) {
            case ORIGINAL_TYPE -> resolve(type.getOriginalType(), what);
            case TRANSLATED_TYPE -> {
                if (type.getTranslatedType().hasSdnString()) {
                    throw unsupported(what, "type '" + name + "', which is translated to strings");
                }
                yield new ValueType.Bits(type.getTranslatedType().getSdnBitwidth());
            }
            case REPRESENTATION_NOT_SET -> throw undefined(what, "the representation of type '" + name + "'");
        };
    }

    private static ValueType plain(ValueType member, String what) {
        return switch (member) {
            case ValueType.Bits bits -> bits;
            case ValueType.SignedBits bits -> bits;
            case ValueType.Bool bool -> bool;
            case ValueType.Struct struct -> throw unsupported(what, "a " + struct.describe() + " inside another type");
            case ValueType.Tuple tuple -> throw unsupported(what, "a " + tuple.describe() + " inside another type");
        };
    }

    private static TargetException undefined(String what, String missing) {
        return TargetException.invalid(what + ": P4Info's type_info does not define " + missing);
    }

    private static TargetException unsupported(String what, String type) {
        return new TargetException(
                TargetException.Code.UNIMPLEMENTED,
                what + " has " + type + "; supported: bit<W>, int<W>, bool, and structs and tuples of these");
    }
}

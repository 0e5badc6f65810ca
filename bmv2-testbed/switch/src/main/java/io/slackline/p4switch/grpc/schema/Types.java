package io.slackline.p4switch.grpc.schema;

import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p4.config.v1.P4BitstringLikeTypeSpec;
import p4.config.v1.P4DataTypeSpec;
import p4.config.v1.P4NamedType;
import p4.config.v1.P4NewTypeSpec;
import p4.config.v1.P4NewTypeTranslation;
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

    /**
     * The type of a digest or of a register's cells.
     *
     * @param widthsBits of the numbers that the data plane has for it: one for each member of a struct or tuple, else one
     */
    ValueType resolve(P4DataTypeSpec spec, List<Integer> widthsBits, String what) {
        return switch (spec.getTypeSpecCase()) {
            case BITSTRING -> bits(spec.getBitstring(), what);
            case BOOL -> new ValueType.Bool();
            case STRUCT -> struct(spec.getStruct().getName(), widthsBits, what);
            case TUPLE -> new ValueType.Tuple(members(spec.getTuple().getMembersList(), widthsBits, what));
            case SERIALIZABLE_ENUM ->
                serializableEnum(spec.getSerializableEnum().getName(), what);
            case NEW_TYPE -> newType(spec.getNewType().getName(), widthsBits, what);
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

    private ValueType struct(String name, List<Integer> widthsBits, String what) {
        P4StructTypeSpec struct = info.getStructsMap().get(name);
        if (struct == null) {
            throw undefined(what, "struct '" + name + "'");
        }
        List<P4DataTypeSpec> members = struct.getMembersList().stream()
                .map(P4StructTypeSpec.Member::getTypeSpec)
                .toList();
        return new ValueType.Struct(name, members(members, widthsBits, what + ", struct '" + name + "'"));
    }

    private List<ValueType> members(List<P4DataTypeSpec> specs, List<Integer> widthsBits, String what) {
        if (specs.size() != widthsBits.size()) {
            throw TargetException.invalid("P4Info and device config disagree: " + what + " has " + specs.size()
                    + " members in P4Info and " + widthsBits.size() + " in the program");
        }
        List<ValueType> members = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            String inside = what + ", member " + (i + 1);
            members.add(plain(resolve(specs.get(i), List.of(widthsBits.get(i)), inside), inside));
        }
        return members;
    }

    private ValueType serializableEnum(String name, String what) {
        var type = info.getSerializableEnumsMap().get(name);
        if (type == null) {
            throw undefined(what, "enum '" + name + "'");
        }
        return new ValueType.Bits(type.getUnderlyingType().getBitwidth());
    }

    private ValueType newType(String name, List<Integer> widthsBits, String what) {
        P4NewTypeSpec type = info.getNewTypesMap().get(name);
        if (type == null) {
            throw undefined(what, "type '" + name + "'");
        }
        return switch (type.getRepresentationCase()) {
            case ORIGINAL_TYPE -> resolve(type.getOriginalType(), widthsBits, what);
            case TRANSLATED_TYPE -> {
                P4NewTypeTranslation translated = type.getTranslatedType();
                int width = widthsBits.getFirst();
                yield translated.hasSdnString()
                        ? new ValueType.Bits(width, Optional.of(translations.of(name, width)))
                        : new ValueType.Bits(translated.getSdnBitwidth());
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

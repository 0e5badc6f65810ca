package io.slackline.p4switch.grpc.schema;

import java.util.List;
import java.util.Optional;

/** The types that digests and registers of this switch can have. */
public sealed interface ValueType {

    /**
     * {@code bit<W>}, and types that are made of it.
     *
     * @param text how its values become strings for controllers, if they do
     */
    record Bits(int widthBits, Optional<StringTranslation> text) implements ValueType {
        Bits(int widthBits) {
            this(widthBits, Optional.empty());
        }
    }

    /** {@code int<W>}: two's complement. */
    record SignedBits(int widthBits) implements ValueType {}

    record Bool() implements ValueType {}

    /** A struct of plain members. */
    record Struct(String name, List<ValueType> members) implements ValueType {
        public Struct {
            members = List.copyOf(members);
        }
    }

    /** A tuple of plain members. */
    record Tuple(List<ValueType> members) implements ValueType {
        public Tuple {
            members = List.copyOf(members);
        }
    }

    /** For error messages, as P4 writes it. */
    default String describe() {
        return switch (this) {
            case Bits bits -> bits.text().isPresent() ? "string" : "bit<" + bits.widthBits() + ">";
            case SignedBits bits -> "int<" + bits.widthBits() + ">";
            case Bool bool -> "bool";
            case Struct struct -> "struct " + struct.name();
            case Tuple tuple -> "tuple of " + tuple.members().size();
        };
    }
}

package io.slackline.p4switch.grpc.entity;

import com.google.protobuf.ByteString;
import io.slackline.p4switch.grpc.schema.StringTranslation;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Supplier;

/** Values of fields and parameters: numbers, or strings where the program's type is translated to strings. */
final class Codec {

    /**
     * Reads a value.
     *
     * @param what whose value it is, asked only for the message of an error
     * @throws io.slackline.p4switch.target.TargetException OUT_OF_RANGE if it is empty or does not fit, RESOURCE_EXHAUSTED if no number is
     *     left for a string
     */
    static BigInteger decode(ByteString bytes, int widthBits, Optional<StringTranslation> text, Supplier<String> what) {
        return text.isPresent() && !bytes.isEmpty()
                ? text.get().number(bytes.toStringUtf8())
                : Bitstrings.unsigned(bytes, widthBits, what);
    }

    static ByteString encode(BigInteger value, Optional<StringTranslation> text) {
        return text.isPresent() ? ByteString.copyFromUtf8(text.get().string(value)) : Bitstrings.canonical(value);
    }

    private Codec() {}
}

package io.slackline.p4switch.ir;

import java.math.BigInteger;
import java.util.List;

/** A checksum or hash over a list of fields, bit after bit, the last byte filled with zeros. */
public record Calculation(String name, Algorithm algorithm, List<Input> inputs) {

    /** The hash functions of v1model that bmv2 gives. */
    public enum Algorithm {
        CRC16,
        CRC32,
        CRC_CCITT,
        CSUM16,
        XOR16,
        IDENTITY,
        /** CRCs whose parameters can be set while the program runs. */
        CRC8_CUSTOM,
        CRC16_CUSTOM,
        CRC32_CUSTOM,
        CRC64_CUSTOM
    }

    /** One part of the input. A field of an invalid header is left out. */
    public sealed interface Input {

        record OfField(Field field, int validSlot) implements Input {}

        record OfConstant(BigInteger value, int widthBits) implements Input {}

        record OfHeader(Header header) implements Input {}

        /** What the parser did not extract. */
        record OfPayload() implements Input {}
    }
}

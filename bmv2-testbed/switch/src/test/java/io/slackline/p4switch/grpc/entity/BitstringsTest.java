package io.slackline.p4switch.grpc.entity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of P4Runtime 1.5, section "Bytestrings". */
class BitstringsTest {

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "8, 63, 99",
        "16, 0063, 99",
        "16, 63, 99",
        "16, 3064, 12388",
        "16, 003064, 12388",
        "12, 0063, 99",
        "12, 000063, 99"
    })
    void unsignedValuesMayHaveLeadingZeros(int width, String hex, BigInteger value) {
        assertEquals(value, Bitstrings.unsigned(bytes(hex), width, () -> "x"));
    }

    @ParameterizedTest
    @CsvSource({"8, 63, 99", "8, 9d, -99", "8, ff9d, -99", "12, fd1d, -739", "16, 0000, 0", "16, 00, 0"})
    void signedValuesMayRepeatTheirSign(int width, String hex, BigInteger value) {
        BigInteger pattern = Bitstrings.signedPattern(bytes(hex), width, () -> "x");
        assertEquals(value.mod(BigInteger.ONE.shiftLeft(width)), pattern);
        assertEquals(
                ByteString.copyFrom(value.toByteArray()), Bitstrings.canonicalSigned(pattern, width), "canonical form");
    }

    @ParameterizedTest
    @CsvSource({"8, 0163", "8, ''", "16, 010063", "12, 1063", "12, 010063", "12, 004063"})
    void unsignedValuesThatDoNotFitAreOutOfRange(int width, String hex) {
        TargetException refusal =
                assertThrows(TargetException.class, () -> Bitstrings.unsigned(bytes(hex), width, () -> "x"));
        assertEquals(TargetException.Code.OUT_OF_RANGE, refusal.code());
    }

    @ParameterizedTest
    @CsvSource({"8, 009d", "12, 8d1d", "16, ''"})
    void signedValuesThatDoNotFitAreOutOfRange(int width, String hex) {
        TargetException refusal =
                assertThrows(TargetException.class, () -> Bitstrings.signedPattern(bytes(hex), width, () -> "x"));
        assertEquals(TargetException.Code.OUT_OF_RANGE, refusal.code());
    }

    @ParameterizedTest
    @CsvSource({"0, 00", "99, 63", "128, 80", "255, ff", "256, 0100", "12388, 3064"})
    void unsignedValuesAreSentInTheirShortestForm(BigInteger value, String hex) {
        assertEquals(bytes(hex), Bitstrings.canonical(value));
    }
}

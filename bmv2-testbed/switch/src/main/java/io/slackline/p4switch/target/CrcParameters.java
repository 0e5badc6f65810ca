package io.slackline.p4switch.target;

/**
 * Parameters of a CRC as catalogues of them give them.
 *
 * @param polynomial without its highest term
 * @param dataReflected whether the least significant bit of each octet comes first
 * @param remainderReflected whether the result is turned round before the final exclusive or
 */
public record CrcParameters(
        long polynomial, long initial, long finalXor, boolean dataReflected, boolean remainderReflected) {}

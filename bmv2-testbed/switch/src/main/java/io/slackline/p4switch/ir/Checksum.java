package io.slackline.p4switch.ir;

import java.util.Optional;

/**
 * A checksum field.
 *
 * @param targetValidSlot validity of the header that the field is in
 * @param condition when it is verified and updated
 */
public record Checksum(
        String name,
        Field target,
        int targetValidSlot,
        int calculation,
        Optional<Expr> condition,
        boolean verify,
        boolean update) {}

package io.slackline.p4switch.target;

import java.math.BigInteger;
import java.util.List;

/**
 * Digests that the data plane generated.
 *
 * @param digest full name
 * @param listId to acknowledge with
 * @param digests one list per digest: the struct's members in order, unsigned
 * @param timestampNanos wall-clock time at which the list was closed, nanoseconds since 1970
 */
public record DigestList(String digest, long listId, List<List<BigInteger>> digests, long timestampNanos) {

    public DigestList {
        digests = List.copyOf(digests);
    }
}

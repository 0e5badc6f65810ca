package io.slackline.p4switch.grpc.schema;

import java.util.List;

/**
 * A parser value set.
 *
 * @param fields the first is the most significant part of what the program selects on
 * @param size most members
 */
public record ValueSetSchema(int id, String name, List<Field> fields, int size) implements Named {

    public ValueSetSchema {
        fields = List.copyOf(fields);
    }
}

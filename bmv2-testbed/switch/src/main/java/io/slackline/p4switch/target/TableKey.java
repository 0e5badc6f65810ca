package io.slackline.p4switch.target;

import java.util.List;

/**
 * Identifies one entry of a table.
 *
 * @param fields one value per key field, in the order of the table's declaration; {@link MatchValue.Any} where omitted
 * @param priority larger wins, at least 1, in tables with ternary, range or optional fields; 0 in all others
 */
public record TableKey(List<MatchValue> fields, int priority) {

    /** Stands for the default entry where one asks for direct cells. No other entry has it: a table without key has no other. */
    public static final TableKey DEFAULT = new TableKey(List.of(), 0);

    public TableKey {
        fields = List.copyOf(fields);
    }
}

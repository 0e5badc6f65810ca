package io.slackline.p4switch.grpc.schema;

import io.slackline.p4switch.target.Program;
import java.util.List;
import java.util.Optional;
import p4.config.v1.MeterSpec;

/**
 * A table.
 *
 * @param fields in the order of the key
 * @param actions what the table lists
 * @param profile its implementation, if entries point to an action profile
 * @param meterType which configurations its direct meter takes, if it has one
 * @param target the engine's own description of it
 */
public record TableSchema(
        int id,
        String name,
        List<Field> fields,
        List<ActionUse> actions,
        Optional<ProfileSchema> profile,
        MeterSpec.Type meterType,
        Program.Table target)
        implements Named {

    public TableSchema {
        fields = List.copyOf(fields);
        actions = List.copyOf(actions);
    }

    public boolean hasDirectCounter() {
        return target.directCounter().isPresent();
    }

    public boolean hasDirectMeter() {
        return target.directMeter().isPresent();
    }

    public boolean expires() {
        return target.timeouts() == Program.Timeouts.SUPPORTED;
    }

    /** For error messages. */
    public String describe() {
        return "table '" + name + "'";
    }
}

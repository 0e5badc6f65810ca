package io.slackline.p4switch.grpc.schema;

import java.util.List;

/**
 * An action profile.
 *
 * @param actions what its members may run: those of the tables behind which it stands
 * @param weights whether the members of its groups have weights
 * @param maxGroupSize 0 where the program sets no limit
 */
public record ProfileSchema(int id, String name, List<ActionUse> actions, Kind kind, Weights weights, int maxGroupSize)
        implements Named {

    public ProfileSchema {
        actions = List.copyOf(actions);
    }

    /** Whether it has groups. */
    public enum Kind {
        PROFILE,
        SELECTOR
    }

    /** What the weight of a member must be. */
    public enum Weights {
        POSITIVE,
        UNSET
    }

    /** For error messages. */
    public String describe() {
        return (kind == Kind.SELECTOR ? "action selector '" : "action profile '") + name + "'";
    }
}

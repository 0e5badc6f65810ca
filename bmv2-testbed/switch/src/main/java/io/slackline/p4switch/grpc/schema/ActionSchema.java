package io.slackline.p4switch.grpc.schema;

import java.util.List;

/** An action. */
public record ActionSchema(int id, String name, List<Parameter> parameters) implements Named {

    public ActionSchema {
        parameters = List.copyOf(parameters);
    }
}

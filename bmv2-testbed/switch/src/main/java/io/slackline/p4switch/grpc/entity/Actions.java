package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.ActionSchema;
import io.slackline.p4switch.grpc.schema.ActionUse;
import io.slackline.p4switch.grpc.schema.Directory;
import io.slackline.p4switch.grpc.schema.Ids;
import io.slackline.p4switch.grpc.schema.Parameter;
import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import p4.v1.Action;

/** Actions with arguments: P4Runtime's parameters by id and in any order, to and from arguments in the order of declaration. */
final class Actions {

    /** Where an action is about to stand. */
    enum Place {
        ENTRY,
        DEFAULT
    }

    private final Directory<ActionSchema> all;

    Actions(Directory<ActionSchema> all) {
        this.all = all;
    }

    /**
     * Reads an action.
     *
     * @param owner the table or profile that is to run it, for messages
     * @param allowed what that lists
     * @throws TargetException INVALID_ARGUMENT or OUT_OF_RANGE for a wrong action or argument, PERMISSION_DENIED for an action that may
     *     not stand in this place
     */
    ActionCall decode(String owner, List<ActionUse> allowed, Place place, Action action) {
        ActionUse use = allowed.stream()
                .filter(candidate -> candidate.action().id() == action.getActionId())
                .findFirst()
                .orElseThrow(() -> notAllowed(owner, allowed, action.getActionId()));
        ActionSchema schema = use.action();
        if (use.scope() == (place == Place.ENTRY ? ActionUse.Scope.DEFAULT_ONLY : ActionUse.Scope.ENTRY_ONLY)) {
            throw Requests.denied(owner + " allows action '" + schema.name() + "' "
                    + use.scope().words());
        }
        return new ActionCall(schema.name(), arguments(owner, schema, action));
    }

    Action encode(ActionCall call) {
        ActionSchema schema = all.require(call.action());
        Action.Builder action = Action.newBuilder().setActionId(schema.id());
        for (int i = 0; i < call.arguments().size(); i++) {
            action.addParamsBuilder()
                    .setParamId(schema.parameters().get(i).id())
                    .setValue(Codec.encode(
                            call.arguments().get(i), schema.parameters().get(i).text()));
        }
        return action.build();
    }

    private static List<BigInteger> arguments(String owner, ActionSchema schema, Action action) {
        String where = owner + ", action '" + schema.name() + "'";
        List<Parameter> parameters = schema.parameters();
        @Nullable BigInteger[] values = new @Nullable BigInteger[parameters.size()];
        for (Action.Param param : action.getParamsList()) {
            int position = position(where, parameters, param.getParamId());
            Parameter parameter = parameters.get(position);
            if (values[position] != null) {
                throw invalid(where + ": parameter " + parameter.describe() + " is given twice");
            }
            values[position] = Codec.decode(
                    param.getValue(),
                    parameter.widthBits(),
                    parameter.text(),
                    () -> where + ", parameter " + parameter.describe());
        }
        List<BigInteger> arguments = new ArrayList<>(values.length);
        List<Parameter> missing = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            BigInteger value = values[i];
            if (value == null) {
                missing.add(parameters.get(i));
            } else {
                arguments.add(value);
            }
        }
        if (!missing.isEmpty()) {
            throw invalid(where + ": missing parameters: " + describe(missing));
        }
        return arguments;
    }

    private static int position(String where, List<Parameter> parameters, int id) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).id() == id) {
                return i;
            }
        }
        throw invalid(where + " has no parameter " + id
                + (parameters.isEmpty() ? "; it takes none" : "; valid: " + describe(parameters)));
    }

    private TargetException notAllowed(String owner, List<ActionUse> allowed, int id) {
        String name = all.all().stream()
                .filter(action -> action.id() == id)
                .map(action -> " '" + action.name() + "'")
                .findFirst()
                .orElse("");
        String problem = id == 0
                ? "the id of the action is not set"
                : "action " + Ids.hex(id) + name + (name.isEmpty() ? " does not exist" : " is not one of its actions");
        return invalid(owner + ": " + problem + "; valid: "
                + allowed.stream()
                        .map(use ->
                                Ids.hex(use.action().id()) + " " + use.action().name())
                        .collect(Collectors.joining(", ")));
    }

    private static String describe(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::describe).collect(Collectors.joining(", "));
    }
}

package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/** Checks an action and its arguments against the actions that a table or profile may run. */
final class ActionBinder {

    private final String owner;
    private final List<ActionIr> actions;

    ActionBinder(String owner, List<ActionIr> actions) {
        this.owner = owner;
        this.actions = actions;
    }

    BoundAction bind(ActionCall call) {
        for (int position = 0; position < actions.size(); position++) {
            ActionIr action = actions.get(position);
            if (action.name().equals(call.action())) {
                return new BoundAction(position, action.index(), arguments(action, call), call);
            }
        }
        throw TargetException.invalid(owner + " has no action \"" + call.action() + "\"; it has "
                + actions.stream().map(ActionIr::name).collect(Collectors.joining(", ")));
    }

    private static long[] arguments(ActionIr action, ActionCall call) {
        if (call.arguments().size() != action.parameters().size()) {
            throw TargetException.invalid("action \"" + action.name() + "\" has "
                    + action.parameters().size() + " parameters, got "
                    + call.arguments().size() + " arguments");
        }
        long[] limbs = new long[action.argumentLimbs()];
        for (int i = 0; i < call.arguments().size(); i++) {
            ActionIr.Parameter parameter = action.parameters().get(i);
            BigInteger value = call.arguments().get(i);
            if (value.signum() < 0 || value.bitLength() > parameter.widthBits()) {
                throw TargetException.invalid("parameter \"" + parameter.name() + "\" of action \"" + action.name()
                        + "\": value 0x" + value.toString(16) + " does not fit " + parameter.widthBits() + " bits");
            }
            Bits.fromBigInteger(value, limbs, parameter.limb(), parameter.limbs());
        }
        return limbs;
    }
}

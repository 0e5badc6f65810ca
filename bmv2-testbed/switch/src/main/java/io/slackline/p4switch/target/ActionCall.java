package io.slackline.p4switch.target;

import java.math.BigInteger;
import java.util.List;

/**
 * An action with its arguments.
 *
 * @param action full name
 * @param arguments unsigned values, one per parameter, in the order of declaration
 */
public record ActionCall(String action, List<BigInteger> arguments) {

    public ActionCall {
        arguments = List.copyOf(arguments);
    }
}

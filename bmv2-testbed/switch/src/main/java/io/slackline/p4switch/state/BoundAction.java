package io.slackline.p4switch.state;

import io.slackline.p4switch.target.ActionCall;

/**
 * An action with its arguments as the engine takes them.
 *
 * @param position position among the table's (or profile's) actions; decides where control goes next
 * @param action index of the action in the program
 * @param arguments limbs as {@link io.slackline.p4switch.ir.ActionIr.Parameter} places them; not modified
 */
@SuppressWarnings("ArrayRecordComponent")
public record BoundAction(int position, int action, long[] arguments, ActionCall call) {}

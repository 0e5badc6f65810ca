package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.state.SwitchState;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What nodes reach outside the packet.
 *
 * @param nanoClock monotonic nanoseconds, of which the timestamps of v1model are microseconds since the start
 */
public record Environment(
        SwitchState state, PacketSink sink, LongSupplier nanoClock, RandomGenerator random, int dropPort) {}

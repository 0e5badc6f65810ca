package io.slackline.p4switch.compiled;

import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.interpreter.Interpreter;
import io.slackline.p4switch.state.SwitchState;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Makes engines that run compiled programs. */
public final class CompiledEngine {

    private CompiledEngine() {}

    /** As the interpreter's constructor. */
    public static PacketEngine of(
            SwitchState state, PacketSink sink, LongSupplier nanoClock, RandomGenerator random, int dropPort) {
        return new Interpreter(state, sink, nanoClock, random, dropPort, Compiler::compile);
    }
}

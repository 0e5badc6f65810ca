package io.slackline.p4switch;

import io.slackline.p4switch.compiled.CompiledEngine;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.interpreter.Interpreter;
import io.slackline.p4switch.state.SwitchState;
import java.util.Locale;

/** What executes programs. */
public enum Engine implements DeviceConfig.EngineFactory {
    /** Bytecode made of the program. */
    COMPILED {
        @Override
        public PacketEngine create(SwitchState state, PacketSink sink, DeviceConfig config) {
            return CompiledEngine.of(state, sink, config.nanoClock(), config.random(), config.dropPort());
        }
    },
    /** The reference: a tree of nodes. */
    INTERPRETED {
        @Override
        public PacketEngine create(SwitchState state, PacketSink sink, DeviceConfig config) {
            return new Interpreter(state, sink, config.nanoClock(), config.random(), config.dropPort());
        }
    };

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.slackline.p4switch.device;

import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.state.SwitchState;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.trace.TraceSession;
import io.slackline.p4switch.trace.TracingEngine;
import java.util.ArrayList;
import java.util.List;

/** The trace sessions of a device, and the engine that serves them: the plain one as long as there are none. Under both locks. */
final class Tracing {

    private final DeviceConfig config;
    private final PacketSink sink;
    private final List<TraceSession> sessions = new ArrayList<>();

    Tracing(DeviceConfig config, PacketSink sink) {
        this.config = config;
        this.sink = sink;
    }

    void add(TraceSession session, SwitchState state) {
        session.requireFits(state.program());
        sessions.add(session);
    }

    void remove(TraceSession session) {
        sessions.remove(session);
    }

    /** The engine to put before the plain one. */
    PacketEngine before(PacketEngine plain, SwitchState state) {
        if (sessions.isEmpty()) {
            return plain;
        }
        TracingEngine engine = new TracingEngine(
                plain, state, sink, config.nanoClock(), config.random(), config.dropPort(), config.cpuPort());
        sessions.forEach(engine::add);
        return engine;
    }

    /** The same for another program: sessions whose filters do not fit it end. */
    PacketEngine rebound(PacketEngine plain, SwitchState state) {
        sessions.removeIf(session -> {
            try {
                session.requireFits(state.program());
                return false;
            } catch (TargetException e) {
                session.end(new TargetException(
                        TargetException.Code.FAILED_PRECONDITION,
                        "another program was committed, which the filter does not fit: " + e.getMessage(),
                        e));
                return true;
            }
        });
        return before(plain, state);
    }
}

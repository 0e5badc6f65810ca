package io.slackline.p4switch.trace;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.interpreter.Interpreter;
import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.state.SwitchState;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.trace.v1.Event;
import io.slackline.p4switch.trace.v1.Operation;
import io.slackline.p4switch.trace.v1.PacketTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Runs packets that somebody wants to see through a watched interpreter, and all others through the engine that it stands before. Both
 * work on the same state, so a traced packet reads and leaves what it would have untraced. In place only while there are sessions. Used
 * under the packet lock.
 */
public final class TracingEngine implements PacketEngine {

    private final PacketEngine plain;
    private final Interpreter interpreter;
    private final Journal journal = new Journal();
    private final SwitchState state;
    private final List<Wish> wishes = new ArrayList<>();

    private record Wish(TraceSession session, Filter.Bound filter) {}

    /**
     * Builds it.
     *
     * @param plain runs what nobody wants to see
     * @param cpuPort the controller's port, or -1
     */
    public TracingEngine(
            PacketEngine plain,
            SwitchState state,
            PacketSink sink,
            LongSupplier nanoClock,
            RandomGenerator random,
            int dropPort,
            int cpuPort) {
        this.plain = plain;
        this.state = state;
        this.interpreter = Interpreter.watched(
                state,
                new Sink(sink, cpuPort),
                nanoClock,
                random,
                dropPort,
                program -> new RecordingProgram(program, journal),
                new Recorder(state, journal));
    }

    /**
     * Adds a session.
     *
     * @throws TargetException INVALID_ARGUMENT if its filter names what the program does not have
     */
    public void add(TraceSession session) {
        wishes.add(new Wish(session, session.bind(state.program())));
    }

    @Override
    public void process(int ingressPort, byte[] packet, int offset, int length) {
        List<TraceSession> interested =
                length > MAX_PACKET_BYTES ? List.of() : interested(ingressPort, packet, offset, length);
        if (interested.isEmpty()) {
            plain.process(ingressPort, packet, offset, length);
            return;
        }
        journal.begin(ingressPort, packet, offset, length);
        PacketTrace trace;
        try {
            interpreter.process(ingressPort, packet, offset, length);
        } finally {
            trace = journal.end();
        }
        for (TraceSession session : interested) {
            session.take(trace);
        }
    }

    private List<TraceSession> interested(int ingressPort, byte[] packet, int offset, int length) {
        List<TraceSession> interested = new ArrayList<>();
        Packet parsed = null;
        for (Wish wish : wishes) {
            if (!wish.session().wants()) {
                continue;
            }
            if (parsed == null) {
                parsed = interpreter.peek(ingressPort, packet, offset, length);
            }
            if (wish.filter().matches(parsed)) {
                interested.add(wish.session());
            }
        }
        return interested;
    }

    /** Passes on and writes down; deaf while the interpreter only peeks. */
    private final class Sink implements PacketSink {

        private final PacketSink sink;
        private final int cpuPort;

        Sink(PacketSink sink, int cpuPort) {
            this.sink = sink;
            this.cpuPort = cpuPort;
        }

        @Override
        public void send(int egressPort, byte[] packet, int offset, int length) {
            journal.output(egressPort, packet, offset, length, egressPort == cpuPort);
            sink.send(egressPort, packet, offset, length);
        }

        @Override
        public void dropped(DropCause cause) {
            if (journal.recording()) {
                journal.drop(cause);
                sink.dropped(cause);
            }
        }

        @Override
        public void digestDue() {
            sink.digestDue();
        }

        @Override
        public void log(String message) {
            if (journal.recording()) {
                journal.note(Event.newBuilder()
                        .setOperation(Operation.newBuilder().setName("log").setText(message)));
                sink.log(message);
            }
        }
    }
}

package io.slackline.p4switch.trace;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.ir.SourceLine;
import io.slackline.p4switch.trace.v1.Drop;
import io.slackline.p4switch.trace.v1.Event;
import io.slackline.p4switch.trace.v1.Output;
import io.slackline.p4switch.trace.v1.PacketTrace;
import io.slackline.p4switch.trace.v1.Source;
import io.slackline.p4switch.trace.v1.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is noted, in the order in which it happens, into the shape of a trace. Open or shut: between packets it ignores what it is
 * told. Used by the packet thread alone.
 */
final class Journal {

    private static final int MOST_EVENTS = 20_000;

    /** An event that contains others and is not finished. */
    private record Open(List<Event> events, Function<List<Event>, Event.Builder> finish) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private PacketTrace.Builder trace = PacketTrace.newBuilder();
    private Stage.@Nullable Builder stage;
    private boolean recording;
    private int events;

    boolean recording() {
        return recording;
    }

    void begin(int ingressPort, byte[] packet, int offset, int length) {
        trace = PacketTrace.newBuilder()
                .setIngressPort(ingressPort)
                .setLengthBytes(length)
                .setPacket(HexFormat.of().formatHex(packet, offset, offset + length));
        stage = null;
        open.clear();
        events = 0;
        recording = true;
    }

    PacketTrace end() {
        closeStage();
        recording = false;
        return trace.build();
    }

    /** Begins a part of the way, and ends the one before it. */
    void stage(Stage.Builder next) {
        if (recording) {
            closeStage();
            stage = next;
        }
    }

    /** Notes something that is over. */
    void note(SourceLine line, Event.Builder event) {
        if (!recording || ++events > MOST_EVENTS) {
            return;
        }
        add(sourced(line, event));
    }

    void note(Event.Builder event) {
        note(SourceLine.NONE, event);
    }

    /** Begins something that contains what is noted until {@link #close}. */
    void open(Function<List<Event>, Event.Builder> finish) {
        if (recording) {
            open.push(new Open(new ArrayList<>(), finish));
        }
    }

    void close() {
        if (recording && !open.isEmpty()) {
            Open done = open.pop();
            add(done.finish().apply(done.events()).build());
        }
    }

    void output(int port, byte[] packet, int offset, int length, boolean toController) {
        if (!recording) {
            return;
        }
        Output output = Output.newBuilder()
                .setPort(port)
                .setLengthBytes(length)
                .setPacket(HexFormat.of().formatHex(packet, offset, offset + length))
                .setToController(toController)
                .build();
        trace.addOutputs(output);
        note(Event.newBuilder().setOutput(output));
    }

    void drop(DropCause cause) {
        if (recording) {
            String name = cause.name().toLowerCase(Locale.ROOT);
            trace.addDrops(name);
            note(Event.newBuilder().setDrop(Drop.newBuilder().setCause(name)));
        }
    }

    private void add(Event event) {
        Open inner = open.peek();
        if (inner != null) {
            inner.events().add(event);
        } else if (stage != null) {
            stage.addEvents(event);
        }
    }

    private void closeStage() {
        while (!open.isEmpty()) {
            close();
        }
        if (stage != null) {
            trace.addStages(stage);
            stage = null;
        }
    }

    private static Event sourced(SourceLine line, Event.Builder event) {
        return line.equals(SourceLine.NONE)
                ? event.build()
                : event.setSource(source(line)).build();
    }

    static Source source(SourceLine line) {
        return Source.newBuilder()
                .setFile(line.file())
                .setLine(line.line())
                .setFragment(line.fragment())
                .build();
    }
}

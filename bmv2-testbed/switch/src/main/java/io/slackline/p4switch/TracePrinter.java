package io.slackline.p4switch;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.slackline.p4switch.trace.TraceTree;
import io.slackline.p4switch.trace.v1.PacketTrace;
import java.io.PrintWriter;

/** Prints traces as they come: trees one after another, or one JSON object with a list of them. */
final class TracePrinter implements AutoCloseable {

    private static final JsonFormat.Printer JSON =
            JsonFormat.printer().preservingProtoFieldNames().alwaysPrintFieldsWithNoPresence();

    private final PrintWriter out;
    private final TraceCommand.Format format;
    private int printed;

    TracePrinter(PrintWriter out, TraceCommand.Format format) {
        this.out = out;
        this.format = format;
    }

    void print(PacketTrace trace) {
        switch (format) {
            case TREE -> {
                if (printed > 0) {
                    out.println();
                }
                out.print(TraceTree.draw(trace));
            }
            case JSON -> {
                out.print(printed == 0 ? "{\"packets\": [\n" : ",\n");
                out.print(json(trace));
            }
        }
        printed++;
        out.flush();
    }

    /** Traces printed so far. */
    int printed() {
        return printed;
    }

    @Override
    public void close() {
        if (printed > 0 && format == TraceCommand.Format.JSON) {
            out.println("\n]}");
        }
        out.flush();
    }

    private static String json(PacketTrace trace) {
        try {
            return JSON.print(trace);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a trace is no JSON", e);
        }
    }
}

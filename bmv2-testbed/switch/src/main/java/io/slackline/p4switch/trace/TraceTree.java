package io.slackline.p4switch.trace;

import io.slackline.p4switch.trace.v1.Event;
import io.slackline.p4switch.trace.v1.Output;
import io.slackline.p4switch.trace.v1.PacketTrace;
import io.slackline.p4switch.trace.v1.Source;
import io.slackline.p4switch.trace.v1.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a trace as a tree of lines. */
public final class TraceTree {

    private static final int SOURCE_COLUMN = 100;
    private static final int SHOWN_HEX = 128;

    private final StringBuilder out = new StringBuilder();

    private record Branch(String text, Source source, List<Branch> below) {

        static Branch of(String text, List<Branch> below) {
            return new Branch(text, Source.getDefaultInstance(), below);
        }
    }

    private TraceTree() {}

    /** The tree of one packet; ends with a line feed. */
    public static String draw(PacketTrace trace) {
        List<Branch> branches = new ArrayList<>();
        trace.getStagesList().forEach(stage -> branches.add(stage(stage)));
        branches.add(Branch.of(result(trace), List.of()));
        TraceTree tree = new TraceTree();
        tree.out
                .append("packet ")
                .append(Math.max(1, trace.getNumber()))
                .append(": ")
                .append(trace.getLengthBytes())
                .append(" bytes on port ")
                .append(trace.getIngressPort())
                .append("  ")
                .append(cut(trace.getPacket()))
                .append('\n');
        tree.children("", branches);
        return tree.out.toString();
    }

    private void children(String indent, List<Branch> branches) {
        for (int i = 0; i < branches.size(); i++) {
            boolean last = i == branches.size() - 1;
            Branch branch = branches.get(i);
            line(indent + (last ? "└─ " : "├─ ") + branch.text(), branch.source());
            children(indent + (last ? "   " : "│  "), branch.below());
        }
    }

    private void line(String text, Source source) {
        out.append(text);
        if (source.getLine() > 0) {
            out.append(" ".repeat(Math.max(2, SOURCE_COLUMN - text.codePointCount(0, text.length()))))
                    .append(source.getFile())
                    .append(':')
                    .append(source.getLine());
        }
        out.append('\n');
    }

    private static Branch stage(Stage stage) {
        StringBuilder text = new StringBuilder(
                switch (stage.getKind()) {
                    case PARSER -> "parser";
                    case INGRESS -> "ingress";
                    case TRAFFIC_MANAGER -> "traffic manager";
                    case EGRESS -> "egress";
                    case DEPARSER -> "deparser";
                    case KIND_UNSPECIFIED, UNRECOGNIZED -> "stage";
                });
        if (stage.hasEgressPort()) {
            text.append(", port ").append(stage.getEgressPort());
        }
        if (stage.hasReplicationId()) {
            text.append(", replication id ").append(stage.getReplicationId());
        }
        if (!stage.getInstance().equals("normal")) {
            text.append(" (").append(stage.getInstance()).append(')');
        }
        return Branch.of(text.toString(), events(stage.getEventsList()));
    }

    private static List<Branch> events(List<Event> events) {
        return events.stream().map(TraceTree::event).toList();
    }

    private static Branch event(Event event) {
        return new Branch(
                EventText.of(event),
                event.getSource(),
                switch (event.getEventCase()) {
                    case PARSER_STATE -> events(event.getParserState().getEventsList());
                    case EXTRACT -> {
                        List<Branch> fields = new ArrayList<>();
                        event.getExtract()
                                .getFieldsList()
                                .forEach(field -> fields.add(Branch.of(EventText.plain(field), List.of())));
                        yield fields;
                    }
                    case TABLE -> lookup(event);
                    default -> List.of();
                });
    }

    private static List<Branch> lookup(Event event) {
        var table = event.getTable();
        List<Branch> below = new ArrayList<>();
        for (int i = 0; i < table.getKeyCount(); i++) {
            below.add(Branch.of(EventText.key(table, i), List.of()));
        }
        List<Branch> actions = new ArrayList<>();
        for (Event inner : table.getEventsList()) {
            boolean ofEntry = inner.getEventCase() == Event.EventCase.ACCESS
                    && inner.getAccess().getKind().startsWith("direct_");
            (ofEntry ? below : actions).add(event(inner));
        }
        below.add(Branch.of(EventText.action(table), actions));
        return below;
    }

    private static String result(PacketTrace trace) {
        List<String> parts = new ArrayList<>();
        for (Output output : trace.getOutputsList()) {
            parts.add("sent to " + (output.getToController() ? "the controller, port " : "port ") + output.getPort());
        }
        trace.getDropsList()
                .forEach(drop ->
                        parts.add("dropped: " + drop.toLowerCase(Locale.ROOT).replace('_', ' ')));
        return "result: " + (parts.isEmpty() ? "nothing left the switch" : String.join("; ", parts));
    }

    static String cut(String hex) {
        return hex.length() <= SHOWN_HEX ? hex : hex.substring(0, SHOWN_HEX) + "…";
    }
}

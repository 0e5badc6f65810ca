package io.slackline.p4switch.trace;

import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.state.BoundAction;
import io.slackline.p4switch.state.Counter;
import io.slackline.p4switch.state.Entry;
import io.slackline.p4switch.state.KeyLayout;
import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.trace.v1.Access;
import io.slackline.p4switch.trace.v1.Event;
import io.slackline.p4switch.trace.v1.MatchField;
import io.slackline.p4switch.trace.v1.TableLookup;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes down what tables find. */
final class TableRecorder {

    private final ProgramIr ir;
    private final Journal journal;
    private final List<KeyLayout> layouts;

    TableRecorder(ProgramIr ir, Journal journal) {
        this.ir = ir;
        this.journal = journal;
        this.layouts =
                ir.tables().stream().map(table -> new KeyLayout(table.key())).toList();
    }

    /** Opens the event of a lookup; what the action does goes into it. */
    void looked(Packet p, TableIr table, @Nullable Entry entry, @Nullable BoundAction action) {
        TableLookup.Builder lookup =
                TableLookup.newBuilder().setTable(table.name()).setHit(entry != null);
        List<TableIr.Key> key = table.key();
        for (int i = 0; i < key.size(); i++) {
            TableIr.Key field = key.get(i);
            lookup.addKey(MatchField.newBuilder()
                    .setName(field.name())
                    .setKind(field.kind().name().toLowerCase(Locale.ROOT))
                    .setValue(Readings.hex(keyValue(p, layouts.get(table.index()), i, field.widthBits())))
                    .setWidthBits(field.widthBits()));
        }
        if (entry != null) {
            lookup.setEntry(entry(entry.written()));
        }
        if (action != null) {
            call(lookup, action.call());
        }
        journal.open(events -> {
            Event.Builder event = Event.newBuilder().setTable(lookup.addAllEvents(events));
            return table.line().line() == 0 ? event : event.setSource(Journal.source(table.line()));
        });
        cells(p, table, entry);
    }

    private static BigInteger keyValue(Packet p, KeyLayout layout, int field, int widthBits) {
        int limbs = Math.max(1, (widthBits + 63) / 64);
        return Bits.toBigInteger(p.key, layout.word(field), limbs)
                .shiftRight(layout.shift(field))
                .and(Bits.ones(widthBits));
    }

    private void call(TableLookup.Builder lookup, ActionCall call) {
        lookup.setAction(call.action());
        List<ActionIr.Parameter> parameters = ir.actions().stream()
                .filter(action -> action.name().equals(call.action()))
                .findFirst()
                .map(ActionIr::parameters)
                .orElse(List.of());
        for (int i = 0; i < parameters.size() && i < call.arguments().size(); i++) {
            ActionIr.Parameter parameter = parameters.get(i);
            lookup.addParameters(Readings.of(parameter.name(), call.arguments().get(i), parameter.widthBits()));
        }
    }

    private static io.slackline.p4switch.trace.v1.Entry entry(TableEntry written) {
        io.slackline.p4switch.trace.v1.Entry.Builder entry = io.slackline.p4switch.trace.v1.Entry.newBuilder()
                .setPriority(written.key().priority());
        written.key().fields().forEach(field -> entry.addMatch(match(field)));
        switch (written.action()) {
            case TableAction.Member(int member) -> entry.setMemberId(member);
            case TableAction.Group(int group) -> entry.setGroupId(group);
            case TableAction.Direct _, TableAction.OneShot _ -> {}
        }
        return entry.build();
    }

    private static String match(MatchValue value) {
        return switch (value) {
            case MatchValue.Exact(var exact) -> Readings.hex(exact);
            case MatchValue.Lpm(var prefix, int length) -> Readings.hex(prefix) + "/" + length;
            case MatchValue.Ternary(var bits, var mask) -> Readings.hex(bits) + " &&& " + Readings.hex(mask);
            case MatchValue.Range(var low, var high) -> Readings.hex(low) + ".." + Readings.hex(high);
            case MatchValue.Any() -> "*";
        };
    }

    private void cells(Packet p, TableIr table, @Nullable Entry entry) {
        Counter counter = p.forwarding.tables()[table.index()].counter(entry);
        if (counter != null) {
            journal.note(Event.newBuilder()
                    .setAccess(Access.newBuilder()
                            .setKind("direct_count")
                            .setObject(table.directCounter().orElse(""))
                            .addAllValues(StepRecorder.counted(counter.value()))));
        }
        if (table.directMeter() >= 0) {
            var meter = ir.directMeters().get(table.directMeter());
            journal.note(Event.newBuilder()
                    .setAccess(Access.newBuilder()
                            .setKind("direct_meter")
                            .setObject(meter.name())
                            .addValues(StepRecorder.colour(Readings.bits(p, meter.colour())))));
        }
    }
}

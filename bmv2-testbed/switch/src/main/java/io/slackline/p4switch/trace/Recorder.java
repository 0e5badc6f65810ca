package io.slackline.p4switch.trace;

import io.slackline.p4switch.interpreter.LongNode;
import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.interpreter.Probe;
import io.slackline.p4switch.interpreter.StepNode;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderStack;
import io.slackline.p4switch.ir.ParserIr;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.ir.SourceLine;
import io.slackline.p4switch.state.BoundAction;
import io.slackline.p4switch.state.Entry;
import io.slackline.p4switch.state.SwitchState;
import io.slackline.p4switch.trace.v1.Advance;
import io.slackline.p4switch.trace.v1.Condition;
import io.slackline.p4switch.trace.v1.Event;
import io.slackline.p4switch.trace.v1.Extract;
import io.slackline.p4switch.trace.v1.ParserState;
import io.slackline.p4switch.trace.v1.Select;
import io.slackline.p4switch.trace.v1.Verify;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes into the journal what an interpreter's nodes do. */
final class Recorder implements Probe {

    private final ProgramIr ir;
    private final Journal journal;
    private final StepRecorder steps;
    private final TableRecorder tables;

    Recorder(SwitchState state, Journal journal) {
        this.ir = state.program();
        this.journal = journal;
        this.steps = new StepRecorder(state, journal);
        this.tables = new TableRecorder(ir, journal);
    }

    @Override
    public StepNode step(Primitive primitive, SourceLine line, StepNode node, Probe.Values values) {
        StepNode watched = steps.watch(primitive, line, node, values);
        return p -> (journal.recording() ? watched : node).run(p);
    }

    @Override
    public LongNode condition(Expr condition, SourceLine line, LongNode node, Probe.Values values) {
        List<Readings.Reader> reads = Readings.reads(condition, values);
        return p -> {
            long result = node.eval(p);
            if (journal.recording()) {
                journal.note(
                        line,
                        Event.newBuilder()
                                .setCondition(Condition.newBuilder()
                                        .setResult(result != 0)
                                        .addAllReads(Readings.read(reads, p))));
            }
            return result;
        };
    }

    @Override
    public void state(Packet p, int state) {
        if (journal.recording()) {
            journal.close();
            String name = ir.parser().states().get(state).name();
            journal.open(events -> Event.newBuilder()
                    .setParserState(ParserState.newBuilder().setName(name).addAllEvents(events)));
        }
    }

    @Override
    public void parsed(Packet p, ParserIr.Step step, int cursorBits) {
        if (!journal.recording()) {
            return;
        }
        boolean failed = p.parserError != ir.errors().noError();
        switch (step) {
            case ParserIr.Step.Extract(Header header) -> extracted(p, header, cursorBits, failed);
            case ParserIr.Step.ExtractVariable(Header header, Expr _) -> extracted(p, header, cursorBits, failed);
            case ParserIr.Step.ExtractNext(HeaderStack stack, int member) ->
                extractedNext(p, stack, member, cursorBits, failed);
            case ParserIr.Step.ExtractNextVariable(HeaderStack stack, int member, Expr _) ->
                extractedNext(p, stack, member, cursorBits, failed);
            case ParserIr.Step.Verify _ ->
                journal.note(Event.newBuilder().setVerify(Verify.newBuilder().setHolds(!failed)));
            case ParserIr.Step.Advance _ ->
                journal.note(Event.newBuilder().setAdvance(Advance.newBuilder().setBits(p.cursorBits - cursorBits)));
            case ParserIr.Step.Run _ -> {}
        }
    }

    private void extractedNext(Packet p, HeaderStack stack, int member, int cursorBits, boolean failed) {
        List<Header> elements = stack.members().get(member);
        int at = (int) p.slots[stack.nextSlot()] - (failed ? 0 : 1);
        if (at >= 0 && at < elements.size()) {
            extracted(p, elements.get(at), cursorBits, failed);
        }
    }

    /** A header that did not come out whole is named without its fields. */
    private void extracted(Packet p, Header header, int cursorBits, boolean failed) {
        Extract.Builder extract = Extract.newBuilder()
                .setHeader(header.name())
                .setOffsetBits(cursorBits)
                .setLengthBits(p.cursorBits - cursorBits);
        if (!failed) {
            for (Field field : header.fields()) {
                extract.addFields(Readings.of(p, field));
            }
        }
        journal.note(Event.newBuilder().setExtract(extract));
    }

    @Override
    public void selected(Packet p, int state, long[] key, int next) {
        if (!journal.recording()) {
            return;
        }
        Select.Builder select = Select.newBuilder()
                .setNext(
                        next == ParserIr.ACCEPT
                                ? p.parserError == ir.errors().noError() ? "accept" : "no matching case"
                                : ir.parser().states().get(next).name());
        int at = 0;
        for (Expr operand : ir.parser().states().get(state).key()) {
            int bits = Range.of(operand).bits();
            int limbs = Math.max(1, (bits + 63) / 64);
            BigInteger value = BigInteger.ZERO;
            for (int i = limbs - 1; i >= 0; i--) {
                value = value.shiftLeft(64).or(io.slackline.p4switch.state.Bits.unsigned(key[at + i]));
            }
            select.addKey(Readings.of(name(operand), value, bits));
            at += limbs;
        }
        journal.note(Event.newBuilder().setSelect(select));
        journal.close();
    }

    private static String name(Expr operand) {
        return switch (operand) {
            case Expr.Read(Field field) -> field.toString();
            case Expr.Lookahead _ -> "lookahead";
            default -> "";
        };
    }

    @Override
    public void looked(Packet p, int table, @Nullable Entry entry, @Nullable BoundAction action) {
        if (journal.recording()) {
            tables.looked(p, ir.tables().get(table), entry, action);
        }
    }

    @Override
    public void left(Packet p, int table) {
        journal.close();
    }
}

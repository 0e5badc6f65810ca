package io.slackline.p4switch.trace;

import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.interpreter.Probe;
import io.slackline.p4switch.interpreter.StepNode;
import io.slackline.p4switch.ir.Calculation;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.FieldList;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.SourceLine;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.state.Counter;
import io.slackline.p4switch.state.Registers;
import io.slackline.p4switch.state.SwitchState;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.trace.v1.Access;
import io.slackline.p4switch.trace.v1.Assign;
import io.slackline.p4switch.trace.v1.Event;
import io.slackline.p4switch.trace.v1.Operation;
import io.slackline.p4switch.trace.v1.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes down what the steps of actions do: the new value of what they write, the cell of what they access. */
final class StepRecorder {

    private static final List<String> COLOURS = List.of("green", "yellow", "red");

    private final SwitchState state;
    private final ProgramIr ir;
    private final Journal journal;

    StepRecorder(SwitchState state, Journal journal) {
        this.state = state;
        this.ir = state.program();
        this.journal = journal;
    }

    StepNode watch(Primitive primitive, SourceLine line, StepNode node, Probe.Values values) {
        return switch (primitive) {
            case Primitive.Assign(var target, Expr value) -> {
                List<Readings.Reader> reads = Readings.reads(value, values);
                Readings.Reader written = Readings.target(target, values);
                yield p -> {
                    List<Value> before = Readings.read(reads, p);
                    node.run(p);
                    note(line, Assign.newBuilder().setTarget(written.read(p)).addAllReads(before));
                };
            }
            case Primitive.AssignVariable(var target, var source) -> {
                StepNode told = operation(line, "assign", _ -> target + " = " + source);
                yield after(node, told);
            }
            case Primitive.AssignHeader(var target, var source) -> {
                Function<Packet, String> to = Readings.name(target, values);
                Function<Packet, String> from = Readings.name(source, values);
                yield after(node, operation(line, "assign_header", p -> to.apply(p) + " = " + from.apply(p)));
            }
            case Primitive.AssignStack(var target, var source) ->
                after(node, operation(line, "assign_stack", _ -> target + " = " + source));
            case Primitive.AddHeader(var header) ->
                after(node, operation(line, "set_valid", Readings.name(header, values)));
            case Primitive.RemoveHeader(var header) ->
                after(node, operation(line, "set_invalid", Readings.name(header, values)));
            case Primitive.Push(var stack, int count) ->
                after(node, operation(line, "push", _ -> stack + " by " + count));
            case Primitive.Pop(var stack, int count) ->
                after(node, operation(line, "pop", _ -> stack + " by " + count));
            case Primitive.MarkToDrop _ -> after(node, operation(line, "mark_to_drop", _ -> ""));
            case Primitive.Exit() -> after(node, operation(line, "exit", _ -> ""));
            case Primitive.Count(int counter, Expr index) -> count(counter, index, line, node, values);
            case Primitive.ExecuteMeter meter -> meter(meter, line, node, values);
            case Primitive.RegisterRead(var target, int register, Expr index) ->
                register("register_read", register, index, line, node, values);
            case Primitive.RegisterWrite(int register, Expr index, Expr value) ->
                register("register_write", register, index, line, node, values);
            case Primitive.Hash hash -> hash(hash, line, node, values);
            case Primitive.Random(var target, Expr _, Expr _) -> {
                Readings.Reader written = Readings.target(target, values);
                yield after(
                        node,
                        p -> note(line, Access.newBuilder().setKind("random").addValues(written.read(p))));
            }
            case Primitive.Digest(int digest) ->
                after(
                        node,
                        operation(line, "digest", _ -> ir.digests().get(digest).name()));
            case Primitive.CloneIngress(Expr session, int fields) ->
                after(node, cloning(line, "clone_ingress", session, fields, values));
            case Primitive.CloneEgress(Expr session, int fields) ->
                after(node, cloning(line, "clone_egress", session, fields, values));
            case Primitive.Resubmit(int fields) -> after(node, operation(line, "resubmit", _ -> keeping(fields)));
            case Primitive.Recirculate(int fields) -> after(node, operation(line, "recirculate", _ -> keeping(fields)));
            case Primitive.Truncate(Expr length) -> {
                Function<Packet, BigInteger> bytes = values.of(length);
                yield after(node, operation(line, "truncate", p -> bytes.apply(p) + " bytes"));
            }
            case Primitive.Assert(Expr condition, String where) -> {
                Function<Packet, BigInteger> holds = values.of(condition);
                yield p -> {
                    operation(line, "assert", q -> holds.apply(q).signum() != 0 ? "holds" : "does not hold: " + where)
                            .run(p);
                    node.run(p);
                };
            }
            // The engine's sink hears the text, and tells the journal.
            case Primitive.Log _, Primitive.Jump _, Primitive.JumpIfZero _, Primitive.Nothing() -> node;
        };
    }

    private static StepNode after(StepNode node, StepNode told) {
        return p -> {
            node.run(p);
            told.run(p);
        };
    }

    private StepNode operation(SourceLine line, String name, Function<Packet, String> text) {
        return p -> journal.note(
                line,
                Event.newBuilder()
                        .setOperation(Operation.newBuilder().setName(name).setText(text.apply(p))));
    }

    private StepNode cloning(SourceLine line, String name, Expr session, int fields, Probe.Values values) {
        Function<Packet, BigInteger> id = values.of(session);
        return operation(
                line,
                name,
                p -> "session " + id.apply(p) + keeping(fields).indent(1).stripTrailing());
    }

    private String keeping(int fieldList) {
        FieldList list =
                fieldList < 0 ? new FieldList(0, List.of()) : ir.fieldLists().get(fieldList);
        return list.fields().isEmpty()
                ? ""
                : "keeping " + list.fields().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private StepNode count(int counter, Expr index, SourceLine line, StepNode node, Probe.Values values) {
        Counter[] cells = state.counters(counter);
        String name = ir.counters().get(counter).name();
        Function<Packet, BigInteger> at = values.of(index);
        return p -> {
            BigInteger i = at.apply(p);
            node.run(p);
            Access.Builder access = access("count", name, i, cells.length);
            if (!access.getOutOfRange()) {
                access.addAllValues(counted(cells[i.intValue()].value()));
            }
            note(line, access);
        };
    }

    private StepNode meter(Primitive.ExecuteMeter meter, SourceLine line, StepNode node, Probe.Values values) {
        String name = ir.meters().get(meter.meter()).name();
        int size = state.meters(meter.meter()).length;
        Function<Packet, BigInteger> at = values.of(meter.index());
        Readings.Reader result = Readings.target(meter.colour(), values);
        return p -> {
            BigInteger i = at.apply(p);
            node.run(p);
            Access.Builder access = access("meter", name, i, size);
            if (!access.getOutOfRange()) {
                access.addValues(colour(new BigInteger(result.read(p).getValue().substring(2), 16)));
            }
            note(line, access);
        };
    }

    private StepNode register(
            String kind, int register, Expr index, SourceLine line, StepNode node, Probe.Values values) {
        Registers array = state.registers(register);
        String name = ir.registers().get(register).name();
        int width = ir.registers().get(register).widthBits();
        int limbs = Math.max(1, (width + 63) / 64);
        Function<Packet, BigInteger> at = values.of(index);
        return p -> {
            BigInteger i = at.apply(p);
            Access.Builder access = access(kind, name, i, array.size());
            boolean inside = !access.getOutOfRange();
            boolean write = kind.equals("register_write");
            if (inside && write) {
                access.addInputs(Readings.of("before", cell(array, i, limbs), width));
            }
            node.run(p);
            if (inside) {
                access.addValues(Readings.of("", cell(array, i, limbs), width));
            }
            note(line, access);
        };
    }

    private static BigInteger cell(Registers array, BigInteger index, int limbs) {
        return Bits.toBigInteger(array.cells(), index.intValue() * limbs, limbs);
    }

    private StepNode hash(Primitive.Hash hash, SourceLine line, StepNode node, Probe.Values values) {
        Calculation calculation = ir.calculations().get(hash.calculation());
        Readings.Reader written = Readings.target(hash.target(), values);
        return p -> {
            Access.Builder access = Access.newBuilder()
                    .setKind("hash")
                    .setObject(calculation.algorithm().name());
            for (Calculation.Input input : calculation.inputs()) {
                if (input instanceof Calculation.Input.OfField(var field, int valid)
                        && (valid < 0 || p.slots[valid] != 0)) {
                    access.addInputs(Readings.of(p, field));
                }
            }
            node.run(p);
            note(line, access.addValues(written.read(p)));
        };
    }

    private static Access.Builder access(String kind, String object, BigInteger index, int size) {
        boolean outside = index.signum() < 0 || index.compareTo(BigInteger.valueOf(size)) >= 0;
        Access.Builder access =
                Access.newBuilder().setKind(kind).setObject(object).setOutOfRange(outside);
        return index.signum() < 0 || index.bitLength() > Integer.SIZE
                ? access.addInputs(Readings.of("index", index, Long.SIZE))
                : access.setIndex(index.intValue());
    }

    static List<Value> counted(CounterValue value) {
        return List.of(
                Readings.of("packets", BigInteger.valueOf(value.packets()), 64),
                Readings.of("bytes", BigInteger.valueOf(value.bytes()), 64));
    }

    static Value colour(BigInteger value) {
        int colour = value.bitLength() > 2 ? -1 : value.intValue();
        return Value.newBuilder()
                .setName("colour")
                .setValue(colour >= 0 && colour < COLOURS.size() ? COLOURS.get(colour) : Readings.hex(value))
                .build();
    }

    private void note(SourceLine line, Assign.Builder assign) {
        journal.note(line, Event.newBuilder().setAssign(assign));
    }

    private void note(SourceLine line, Access.Builder access) {
        journal.note(line, Event.newBuilder().setAccess(access));
    }
}

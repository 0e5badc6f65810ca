package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.ArrayIr;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.SourceLine;
import io.slackline.p4switch.ir.Target;
import io.slackline.p4switch.state.Counter;
import io.slackline.p4switch.state.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the steps of actions into nodes. */
final class Steps {

    private final ProgramIr program;
    private final Environment env;
    private final Expressions exprs;
    private final @Nullable Probe probe;
    private final Writes writes;
    private final HeaderSteps headers;
    private final RegisterSteps registers;

    Steps(ProgramIr program, Environment env, Expressions exprs, @Nullable Probe probe) {
        this.program = program;
        this.env = env;
        this.exprs = exprs;
        this.probe = probe;
        this.writes = new Writes(exprs);
        this.headers = new HeaderSteps(exprs);
        this.registers = new RegisterSteps(env.state(), exprs, writes);
    }

    ActionNode action(ActionIr action) {
        List<Primitive> primitives = action.steps();
        StepNode[] steps = new StepNode[primitives.size()];
        ActionNode.@Nullable Jump[] jumps = new ActionNode.Jump[steps.length];
        boolean jumping = false;
        for (int i = 0; i < steps.length; i++) {
            switch (primitives.get(i)) {
                case Primitive.Jump(int to) -> jumps[i] = new ActionNode.Jump(null, to);
                case Primitive.JumpIfZero(Expr condition, int to) ->
                    jumps[i] = new ActionNode.Jump(
                            condition(condition, action.lines().get(i)), to);
                default -> {}
            }
            jumping |= jumps[i] != null;
            steps[i] = jumps[i] == null ? step(primitives.get(i), action.lines().get(i)) : _ -> {};
        }
        return new ActionNode(env.sink(), steps, jumping ? jumps : null);
    }

    /** A step, watched where there is a probe. */
    StepNode step(Primitive primitive, SourceLine line) {
        StepNode node = step(primitive);
        return probe == null ? node : probe.step(primitive, line, node, exprs::exact);
    }

    private LongNode condition(Expr condition, SourceLine line) {
        LongNode node = exprs.low(condition);
        return probe == null ? node : probe.condition(condition, line, node, exprs::exact);
    }

    StepNode step(Primitive primitive) {
        return switch (primitive) {
            case Primitive.Assign(Target target, Expr value) -> writes.assign(target, value);
            case Primitive.AssignVariable(var target, var source) -> HeaderSteps.copyVariable(target, source);
            case Primitive.AssignHeader(var target, var source) -> headers.copy(target, source);
            case Primitive.AssignStack(var target, var source) -> HeaderSteps.copyStack(target, source);
            case Primitive.AddHeader(var header) -> headers.add(header);
            case Primitive.RemoveHeader(var header) -> headers.remove(header);
            case Primitive.Push(var stack, int count) -> HeaderSteps.push(stack, count);
            case Primitive.Pop(var stack, int count) -> HeaderSteps.pop(stack, count);
            case Primitive.MarkToDrop(int spec, int group) -> markToDrop(spec, group);
            case Primitive.Exit() -> p -> p.exited = true;
            case Primitive.Count(int counter, Expr index) -> count(counter, index);
            case Primitive.ExecuteMeter(int meter, Expr index, Target colour) -> meter(meter, index, colour);
            case Primitive.RegisterRead(Target target, int register, Expr index) ->
                registers.read(target, register, index);
            case Primitive.RegisterWrite(int register, Expr index, Expr value) ->
                registers.write(register, index, value);
            case Primitive.Hash hash -> hash(hash);
            case Primitive.Random(Target target, Expr low, Expr high) -> random(target, low, high);
            case Primitive.Digest(int digest) -> p -> p.digestIndex = digest;
            case Primitive.CloneIngress(Expr session, int fields) -> clone(session, fields);
            case Primitive.CloneEgress(Expr session, int fields) -> clone(session, fields);
            case Primitive.Resubmit(int fields) ->
                p -> {
                    p.resubmit = true;
                    p.resubmitFields = fields;
                };
            case Primitive.Recirculate(int fields) ->
                p -> {
                    p.recirculate = true;
                    p.recirculateFields = fields;
                };
            case Primitive.Truncate(Expr length) -> {
                LongNode node = exprs.low(length);
                yield p -> p.truncateTo = (int) Math.min(node.eval(p), Integer.MAX_VALUE);
            }
            case Primitive.Log(String format, List<Expr> arguments) -> log(format, arguments);
            case Primitive.Assert(Expr condition, String where) -> {
                LongNode node = exprs.low(condition);
                yield p -> {
                    if (node.eval(p) == 0) {
                        env.sink().log("does not hold: " + where);
                        env.sink().dropped(DropCause.ASSERTION_FAILED);
                        p.failed = true;
                        p.exited = true;
                    }
                };
            }
            case Primitive.Nothing() -> _ -> {};
            case Primitive.Jump _, Primitive.JumpIfZero _ ->
                throw new IllegalArgumentException("a jump outside an action");
        };
    }

    private StepNode markToDrop(int spec, int group) {
        long port = env.dropPort();
        return p -> {
            p.slots[spec] = port;
            if (group >= 0) {
                p.slots[group] = 0;
            }
        };
    }

    private StepNode clone(Expr session, int fields) {
        LongNode node = exprs.low(session);
        return p -> {
            p.cloneSession = node.eval(p) & 0x7FFF;
            p.cloneFields = fields;
        };
    }

    private StepNode count(int counter, Expr index) {
        Counter[] cells = env.state().counters(counter);
        LongNode node = exprs.low(index);
        return p -> {
            long i = node.eval(p);
            if (i >= 0 && i < cells.length) {
                cells[(int) i].count(p.inLength);
            }
        };
    }

    private StepNode meter(int meter, Expr index, Target colour) {
        ArrayIr.Meter declared = program.meters().get(meter);
        Meter[] cells = env.state().meters(meter);
        LongNode node = exprs.low(index);
        StepNode store = writes.store(colour, p -> {
            long i = node.eval(p);
            int units = declared.bytes() ? p.inLength : 1;
            return cells[(int) i].mark(units, p.inLength, env.nanoClock().getAsLong());
        });
        return p -> {
            long i = node.eval(p);
            if (i >= 0 && i < cells.length) {
                store.run(p);
            }
        };
    }

    private StepNode hash(Primitive.Hash hash) {
        LongNode digest = Hashes.node(env.state(), hash.calculation());
        LongNode base = exprs.low(hash.base());
        LongNode size = exprs.low(hash.size());
        return writes.store(hash.target(), p -> {
            long modulus = size.eval(p);
            long value = digest.eval(p);
            return base.eval(p) + (modulus == 0 ? 0 : Long.remainderUnsigned(value, modulus));
        });
    }

    private StepNode random(Target target, Expr low, Expr high) {
        LongNode from = exprs.low(low);
        LongNode to = exprs.low(high);
        StepNode store = writes.store(target, p -> {
            long least = from.eval(p);
            long span = to.eval(p) - least + 1;
            // All of 64 bits, or a span that fills the sign bit: take the bits as they come.
            return span <= 0
                    ? env.random().nextLong()
                    : (span & (span - 1)) == 0
                            ? least + (env.random().nextLong() & (span - 1))
                            : least + env.random().nextLong(span);
        });
        return p -> {
            if (Long.compareUnsigned(from.eval(p), to.eval(p)) <= 0) {
                store.run(p);
            }
        };
    }

    /** Formats only what will be seen; the message is the one place where the packet path allocates. */
    private StepNode log(String format, List<Expr> arguments) {
        LongNode[] nodes = exprs.lows(arguments);
        String[] pieces = format.split("\\{\\}", -1);
        return p -> {
            StringBuilder text = new StringBuilder(pieces[0]);
            for (int i = 1; i < pieces.length; i++) {
                text.append(i <= nodes.length ? Long.toUnsignedString(nodes[i - 1].eval(p)) : "{}")
                        .append(pieces[i]);
            }
            env.sink().log(text.toString());
        };
    }
}

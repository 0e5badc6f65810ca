package io.slackline.p4switch.compiled;

import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.interpreter.Environment;
import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.ir.Target;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.state.Counter;
import io.slackline.p4switch.state.Meter;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Writes the steps of actions. */
final class StepWriter {

    private final Body body;
    private final CodeBuilder code;
    private final Environment env;

    StepWriter(Body body) {
        this.body = body;
        this.code = body.code();
        this.env = body.nodes().environment();
    }

    /** Whether a step can end the pipeline. */
    static boolean exits(Primitive step) {
        return step instanceof Primitive.Exit || step instanceof Primitive.Assert;
    }

    /** Writes a step, not a jump. */
    void write(Primitive step) {
        switch (step) {
            case Primitive.Assign(Target target, Expr value) -> assign(step, target, value);
            case Primitive.AddHeader(HeaderRef.Fixed(Header header)) -> add(header);
            case Primitive.RemoveHeader(HeaderRef.Fixed(Header header)) when Pieces.regular(header) -> remove(header);
            case Primitive.AssignHeader(HeaderRef.Fixed(Header target), HeaderRef.Fixed(Header source)) ->
                copy(target, source);
            case Primitive.MarkToDrop(int spec, int group) -> {
                body.setSlot(spec, env.dropPort());
                if (group >= 0) {
                    body.setSlot(group, 0);
                }
            }
            case Primitive.Exit() -> body.setBoolean("exited", true);
            case Primitive.Count(int counter, Expr index) -> count(counter, index);
            case Primitive.ExecuteMeter meter when simple(meter.colour()) -> meter(meter);
            case Primitive.RegisterRead read when simple(read.target()) && limbs(read.register()) == 1 -> read(read);
            case Primitive.RegisterWrite write when limbs(write.register()) == 1 -> write(write);
            case Primitive.Hash hash when simple(hash.target()) -> hash(hash);
            case Primitive.Random random when simple(random.target()) -> random(random);
            case Primitive.Digest(int digest) -> body.setInt("digestIndex", digest);
            case Primitive.CloneIngress(Expr session, int fields) -> cloneTo(session, fields);
            case Primitive.CloneEgress(Expr session, int fields) -> cloneTo(session, fields);
            case Primitive.Resubmit(int fields) -> {
                body.setBoolean("resubmit", true);
                body.setInt("resubmitFields", fields);
            }
            case Primitive.Recirculate(int fields) -> {
                body.setBoolean("recirculate", true);
                body.setInt("recirculateFields", fields);
            }
            case Primitive.Assert(Expr condition, String where) -> check(condition, where);
            case Primitive.Nothing() -> {}
            default -> body.runNode(body.nodes().step(step));
        }
    }

    private static boolean simple(Target target) {
        return target.shape().limbs() == 1 && fixed(target) != null;
    }

    private static @org.jspecify.annotations.Nullable Field fixed(Target target) {
        return switch (target) {
            case Target.Fixed(Field field) -> field;
            case Target.Of(HeaderRef.Fixed(Header header), int field) ->
                header.fields().get(field);
            case Target.Of _ -> null;
        };
    }

    private int limbs(int register) {
        return body.nodes().ir().registers().get(register).limbs();
    }

    private void assign(Primitive step, Target target, Expr value) {
        Field field = fixed(target);
        if (field == null) {
            body.runNode(body.nodes().step(step));
        } else if (field.limbs() == 1) {
            Range range = Range.of(value);
            boolean fits = !field.signed() && range.fitsUnsignedLong() && range.bits() <= field.widthBits();
            body.startStore(field.slot());
            body.pushValue(value);
            if (!fits) {
                cut(field);
            }
            code.lastore();
        } else if (!field.variable()
                && value instanceof Expr.Read(Field source)
                && source.widthBits() == field.widthBits()
                && source.signed() == field.signed()) {
            for (int i = 0; i < field.limbs(); i++) {
                body.startStore(field.slot() + i);
                body.pushSlot(source.slot() + i);
                code.lastore();
            }
        } else if (!field.variable()
                && !field.signed()
                && value instanceof Expr.Argument(int limb, int width)
                && width == field.widthBits()) {
            for (int i = 0; i < field.limbs(); i++) {
                body.startStore(field.slot() + i);
                code.aload(Body.ARGUMENTS).loadConstant(limb + i).laload().lastore();
            }
        } else {
            body.runNode(body.nodes().step(step));
        }
    }

    /** Cuts the value on the stack to the width of a field of one limb. */
    private void cut(Field field) {
        if (field.signed()) {
            int unused = 64 - field.widthBits();
            code.loadConstant(unused).lshl().loadConstant(unused).lshr();
        } else if (field.widthBits() < 64) {
            code.loadConstant(Bits.mask(field.widthBits())).land();
        }
    }

    private void store(Target target, Runnable value) {
        Field field = fixed(target);
        if (field == null) {
            throw new IllegalArgumentException("not a field at a fixed place: " + target);
        }
        body.startStore(field.slot());
        value.run();
        cut(field);
        code.lastore();
    }

    private void add(Header header) {
        Label end = code.newLabel();
        body.pushSlot(header.validSlot()).code().lconst_0().lcmp().ifne(end);
        if (header.slots() > 1) {
            code.aload(Body.ARENA)
                    .loadConstant(header.validSlot() + 1)
                    .loadConstant(header.validSlot() + header.slots())
                    .lconst_0()
                    .invokestatic(
                            Types.of(Arrays.class),
                            "fill",
                            Types.method(void.class, long[].class, int.class, int.class, long.class));
        }
        body.setSlot(header.validSlot(), 1);
        grow(header.fixedBits() / 8);
        header.peerValidSlots().forEach(peer -> body.setSlot(peer, 0));
        code.labelBinding(end);
    }

    private void grow(int bytes) {
        code.aload(Body.PACKET);
        body.pushInt("length").code().loadConstant(bytes).iadd();
        code.putfield(Types.PACKET, "length", Types.of(int.class));
    }

    private void remove(Header header) {
        Label end = code.newLabel();
        body.pushSlot(header.validSlot()).code().lconst_0().lcmp().ifeq(end);
        grow(-header.fixedBits() / 8);
        body.setSlot(header.validSlot(), 0);
        code.labelBinding(end);
    }

    private void copy(Header target, Header source) {
        code.aload(Body.ARENA)
                .loadConstant(source.validSlot())
                .aload(Body.ARENA)
                .loadConstant(target.validSlot())
                .loadConstant(target.slots())
                .invokestatic(
                        Types.of(System.class),
                        "arraycopy",
                        Types.method(void.class, Object.class, int.class, Object.class, int.class, int.class));
        if (!target.peerValidSlots().isEmpty()) {
            Label end = code.newLabel();
            body.pushSlot(target.validSlot()).code().lconst_0().lcmp().ifeq(end);
            target.peerValidSlots().forEach(peer -> body.setSlot(peer, 0));
            code.labelBinding(end);
        }
    }

    /** Runs the code if the index is inside the array; the index is in a local then. */
    private void inside(Expr index, int size, java.util.function.IntConsumer then) {
        Label end = code.newLabel();
        body.pushValue(index);
        int local = code.allocateLocal(TypeKind.LONG);
        code.lstore(local);
        code.lload(local).lconst_0().lcmp().iflt(end);
        code.lload(local).loadConstant((long) size).lcmp().ifge(end);
        then.accept(local);
        code.labelBinding(end);
    }

    private void count(int counter, Expr index) {
        Counter[] cells = env.state().counters(counter);
        inside(index, cells.length, at -> {
            body.push(cells, Counter[].class).code().lload(at).l2i().aaload();
            body.pushInt("inLength")
                    .code()
                    .invokevirtual(Types.of(Counter.class), "count", Types.method(void.class, int.class));
        });
    }

    private void meter(Primitive.ExecuteMeter meter) {
        Meter[] cells = env.state().meters(meter.meter());
        boolean bytes = body.nodes().ir().meters().get(meter.meter()).bytes();
        inside(
                meter.index(),
                cells.length,
                at -> store(meter.colour(), () -> {
                    body.push(cells, Meter[].class).code().lload(at).l2i().aaload();
                    if (bytes) {
                        body.pushInt("inLength");
                    } else {
                        code.iconst_1();
                    }
                    body.pushInt("inLength");
                    body.push(env.nanoClock(), LongSupplier.class);
                    code.invokeinterface(Types.of(LongSupplier.class), "getAsLong", Types.method(long.class))
                            .invokevirtual(
                                    Types.of(Meter.class),
                                    "mark",
                                    Types.method(int.class, int.class, int.class, long.class))
                            .i2l();
                }));
    }

    private void read(Primitive.RegisterRead read) {
        var array = env.state().registers(read.register());
        inside(
                read.index(),
                array.size(),
                at -> store(
                        read.target(),
                        () -> body.push(array.cells(), long[].class)
                                .code()
                                .lload(at)
                                .l2i()
                                .laload()));
    }

    private void write(Primitive.RegisterWrite write) {
        var array = env.state().registers(write.register());
        int width = body.nodes().ir().registers().get(write.register()).widthBits();
        Range range = Range.of(write.value());
        boolean fits = range.fitsUnsignedLong() && range.bits() <= width;
        inside(write.index(), array.size(), at -> {
            body.push(array.cells(), long[].class).code().lload(at).l2i();
            body.pushValue(write.value());
            if (!fits && width < 64) {
                code.loadConstant(Bits.mask(width)).land();
            }
            code.lastore();
        });
    }

    private void hash(Primitive.Hash hash) {
        store(hash.target(), () -> {
            new CalculationWriter(body).push(hash.calculation());
            body.pushValue(hash.base());
            body.pushValue(hash.size());
            body.call("within", long.class, long.class, long.class, long.class);
        });
    }

    private void random(Primitive.Random random) {
        Label end = code.newLabel();
        int low = code.allocateLocal(TypeKind.LONG);
        int high = code.allocateLocal(TypeKind.LONG);
        body.pushValue(random.low());
        code.lstore(low);
        body.pushValue(random.high());
        code.lstore(high);
        code.lload(low)
                .lload(high)
                .invokestatic(Types.of(Long.class), "compareUnsigned", Types.method(int.class, long.class, long.class))
                .ifgt(end);
        store(random.target(), () -> {
            body.push(env.random(), RandomGenerator.class).code().lload(low).lload(high);
            body.call("random", long.class, RandomGenerator.class, long.class, long.class);
        });
        code.labelBinding(end);
    }

    private void cloneTo(Expr session, int fields) {
        body.storeLong("cloneSession", () -> {
            body.pushValue(session);
            code.loadConstant(0x7FFFL).land();
        });
        body.setInt("cloneFields", fields);
    }

    private void check(Expr condition, String where) {
        Label fails = code.newLabel();
        Label end = code.newLabel();
        body.jumpIfZero(condition, fails);
        code.goto_(end).labelBinding(fails).aload(Body.PACKET);
        body.push(env.sink(), PacketSink.class).code().ldc(where);
        body.call("failAssertion", void.class, Packet.class, PacketSink.class, String.class);
        code.labelBinding(end);
    }
}

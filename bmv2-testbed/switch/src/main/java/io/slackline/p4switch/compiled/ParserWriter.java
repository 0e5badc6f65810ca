package io.slackline.p4switch.compiled;

import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderStack;
import io.slackline.p4switch.ir.ParserIr;
import io.slackline.p4switch.ir.ParserIr.State;
import io.slackline.p4switch.ir.ParserIr.Step;
import io.slackline.p4switch.ir.ParserIr.Transition;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.ProgramIr.ParserErrors;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.state.Bits;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.math.BigInteger;
import java.util.List;

/** Writes a parser state as a method that gives the index of the next state, or {@link ParserIr#ACCEPT}. */
final class ParserWriter {

    /** A header is at a slot that is known, or this many slots after it. */
    private static final int AT_ITS_PLACE = -1;

    private final Body body;
    private final CodeBuilder code;
    private final ParserErrors errors;
    private final boolean wholeBytes;
    private final Label stop;

    ParserWriter(Body body) {
        this.body = body;
        this.code = body.code();
        this.errors = body.nodes().ir().errors();
        // The parser is at a whole byte all the time if every header is whole bytes: all other moves are.
        this.wholeBytes = body.nodes().ir().headers().stream().allMatch(h -> h.fixedBits() % 8 == 0);
        this.stop = code.newLabel();
    }

    static String name(int state) {
        return "state" + state;
    }

    /** Whether all states can be written; if not the interpreter parses. */
    static boolean knows(ParserIr parser) {
        return parser.states().stream().allMatch(ParserWriter::knows);
    }

    private static boolean knows(State state) {
        boolean sets = state.transitions().stream().anyMatch(Transition.InSet.class::isInstance);
        int bits = state.key().stream().mapToInt(k -> Range.of(k).bits()).sum();
        return state.key().stream().allMatch(k -> Range.of(k).fitsLong()) && (!sets || bits <= 64);
    }

    void write(State state) {
        for (Step step : state.steps()) {
            write(step);
        }
        int[] key = new int[state.key().size()];
        for (int i = 0; i < key.length; i++) {
            int bits = Range.of(state.key().get(i)).bits();
            body.pushValue(state.key().get(i));
            if (bits < 64) {
                code.loadConstant(Bits.mask(bits)).land();
            }
            key[i] = code.allocateLocal(TypeKind.LONG);
            code.lstore(key[i]);
        }
        stopOnError();
        boolean decided = false;
        for (Transition transition : state.transitions()) {
            if (!decided) {
                decided = write(transition, state.key(), key);
            }
        }
        code.labelBinding(stop).loadConstant(ParserIr.ACCEPT).ireturn();
    }

    private void stopOnError() {
        body.pushInt("parserError").code().loadConstant(errors.noError()).if_icmpne(stop);
    }

    private void fail(int error) {
        body.setInt("parserError", error);
        code.goto_(stop);
    }

    /** True if no case can follow. */
    private boolean write(Transition transition, List<Expr> operands, int[] key) {
        switch (transition) {
            case Transition.Always(int next) -> {
                code.loadConstant(next).ireturn();
                return true;
            }
            case Transition.On(List<BigInteger> values, List<BigInteger> masks, int next) -> {
                Label other = code.newLabel();
                for (int i = 0; i < key.length; i++) {
                    long mask = masks.get(i).longValue();
                    if (mask != 0) {
                        code.lload(key[i]).loadConstant(mask).land();
                        code.loadConstant(values.get(i).longValue() & mask)
                                .lcmp()
                                .ifne(other);
                    }
                }
                code.loadConstant(next).ireturn().labelBinding(other);
                return false;
            }
            case Transition.InSet(int set, List<BigInteger> masks, int next) -> {
                Label other = code.newLabel();
                long mask = 0;
                code.lconst_0();
                for (int i = 0; i < key.length; i++) {
                    int width = Range.of(operands.get(i)).bits();
                    mask = (width >= 64 ? 0 : mask << width) | masks.get(i).longValue();
                    if (width >= 64) {
                        code.pop2().lload(key[i]);
                    } else {
                        code.loadConstant(width).lshl().lload(key[i]).lor();
                    }
                }
                code.loadConstant(mask).aload(Body.PACKET).loadConstant(set);
                body.call("inSet", boolean.class, long.class, long.class, Packet.class, int.class);
                code.ifeq(other).loadConstant(next).ireturn().labelBinding(other);
                return false;
            }
        }
    }

    private void write(Step step) {
        switch (step) {
            case Step.Extract(Header header) when wholeBytes && Pieces.regular(header) -> extract(header, AT_ITS_PLACE);
            case Step.ExtractNext(HeaderStack stack, int member)
            when wholeBytes && Pieces.regular(stack.members().get(member).getFirst()) ->
                extractNext(stack, stack.members().get(member).getFirst());
            case Step.Run(Primitive primitive) -> {
                new StepWriter(body).write(primitive);
                stopOnError();
                if (StepWriter.exits(primitive)) {
                    body.pushField("exited", boolean.class).code().ifne(stop);
                }
            }
            case Step.Verify(Expr condition, Expr error) -> {
                Label fails = code.newLabel();
                Label holds = code.newLabel();
                body.jumpIfZero(condition, fails);
                code.goto_(holds).labelBinding(fails).aload(Body.PACKET);
                body.pushValue(error);
                code.l2i()
                        .putfield(Types.PACKET, "parserError", Types.of(int.class))
                        .goto_(stop)
                        .labelBinding(holds);
            }
            case Step.Advance(Expr bits) -> advance(bits);
            default -> {
                body.pushNode(body.nodes().parserStep(step));
                code.lconst_0().lcmp().ifeq(stop);
            }
        }
    }

    private void advance(Expr bits) {
        Label moved = code.newLabel();
        int error = code.allocateLocal(TypeKind.INT);
        code.aload(Body.PACKET);
        body.pushValue(bits);
        code.loadConstant(errors.invalidArgument()).loadConstant(errors.packetTooShort());
        body.call("advance", int.class, Packet.class, long.class, int.class, int.class);
        code.istore(error).iload(error).iflt(moved);
        code.aload(Body.PACKET)
                .iload(error)
                .putfield(Types.PACKET, "parserError", Types.of(int.class))
                .goto_(stop)
                .labelBinding(moved);
    }

    private void extractNext(HeaderStack stack, Header first) {
        Label room = code.newLabel();
        int distance = code.allocateLocal(TypeKind.INT);
        body.pushSlot(stack.nextSlot()).code().l2i().istore(distance);
        code.iload(distance).loadConstant(stack.size()).if_icmplt(room);
        fail(errors.stackOutOfBounds());
        code.labelBinding(room)
                .iload(distance)
                .loadConstant(stack.stride())
                .imul()
                .istore(distance);
        extract(first, distance);
        body.startStore(stack.nextSlot());
        body.pushSlot(stack.nextSlot()).code().lconst_1().ladd().lastore();
    }

    /** Begins a store into a slot of the header. */
    private void startStore(int slot, int distance) {
        body.startStore(slot);
        if (distance != AT_ITS_PLACE) {
            code.iload(distance).iadd();
        }
    }

    private void extract(Header header, int distance) {
        Label enough = code.newLabel();
        body.pushInt("cursorBits").code().loadConstant(header.fixedBits()).iadd();
        body.pushInt("inLength").code().loadConstant(8).imul().if_icmple(enough);
        fail(errors.packetTooShort());
        code.labelBinding(enough);
        int in = code.allocateLocal(TypeKind.REFERENCE);
        int at = code.allocateLocal(TypeKind.INT);
        int window = code.allocateLocal(TypeKind.LONG);
        body.pushField("in", byte[].class).code().astore(in);
        body.pushInt("cursorBits").code().loadConstant(3).iushr().istore(at);
        int windowStart = -64;
        for (Pieces.Piece piece : Pieces.of(header).pieces) {
            int end = piece.offset() + piece.width();
            boolean straddles = piece.offset() % 8 + piece.width() > 64;
            if (!straddles && end > windowStart + 64) {
                windowStart = piece.offset() & ~7;
                code.aload(in).iload(at).loadConstant(windowStart / 8).iadd();
                body.call("load", long.class, byte[].class, int.class);
                code.lstore(window);
            }
            startStore(piece.slot(), distance);
            if (straddles) {
                code.aload(in);
                body.pushInt("cursorBits")
                        .code()
                        .loadConstant(piece.offset())
                        .iadd()
                        .loadConstant(piece.width());
                code.invokestatic(Types.PACKET, "bits", Types.method(long.class, byte[].class, int.class, int.class));
                code.loadConstant(64 - piece.width()).lshl();
            } else {
                code.lload(window).loadConstant(piece.offset() - windowStart).lshl();
            }
            code.loadConstant(64 - piece.width());
            if (piece.field().signed() && piece.top()) {
                code.lshr();
            } else {
                code.lushr();
            }
            code.lastore();
        }
        for (Field field : header.fields()) {
            if (field.widthBits() == 0) {
                startStore(field.slot(), distance);
                code.lconst_0().lastore();
            }
        }
        code.aload(Body.PACKET);
        body.pushInt("cursorBits").code().loadConstant(header.fixedBits()).iadd();
        code.putfield(Types.PACKET, "cursorBits", Types.of(int.class));
        startStore(header.validSlot(), distance);
        code.lconst_1().lastore();
        for (int peer : header.peerValidSlots()) {
            startStore(peer, distance);
            code.lconst_0().lastore();
        }
    }
}

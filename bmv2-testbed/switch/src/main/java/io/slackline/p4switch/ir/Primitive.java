package io.slackline.p4switch.ir;

import java.util.List;

/** One step of an action. Array, calculation and digest operands are indexes into the lists of {@link ProgramIr}. */
public sealed interface Primitive {

    record Assign(Target target, Expr value) implements Primitive {}

    /** Copies a variable-length field. */
    record AssignVariable(Field target, Field source) implements Primitive {}

    /** Copies validity and fields. */
    record AssignHeader(HeaderRef target, HeaderRef source) implements Primitive {}

    record AssignStack(HeaderStack target, HeaderStack source) implements Primitive {}

    record AddHeader(HeaderRef header) implements Primitive {}

    record RemoveHeader(HeaderRef header) implements Primitive {}

    record Push(HeaderStack stack, int count) implements Primitive {}

    record Pop(HeaderStack stack, int count) implements Primitive {}

    /**
     * Writes the drop port into the one slot and 0 into the other, -1 if there is none: those of the standard metadata or of a copy of it,
     * which the compiler makes for an action with a parameter of that type.
     */
    record MarkToDrop(int egressSpec, int multicastGroup) implements Primitive {}

    record Exit() implements Primitive {}

    record Count(int counter, Expr index) implements Primitive {}

    record ExecuteMeter(int meter, Expr index, Target colour) implements Primitive {}

    record RegisterRead(Target target, int register, Expr index) implements Primitive {}

    record RegisterWrite(int register, Expr index, Expr value) implements Primitive {}

    record Hash(Target target, Expr base, int calculation, Expr size) implements Primitive {}

    record Random(Target target, Expr low, Expr high) implements Primitive {}

    record Digest(int digest) implements Primitive {}

    record CloneIngress(Expr session, int fieldList) implements Primitive {}

    record CloneEgress(Expr session, int fieldList) implements Primitive {}

    record Resubmit(int fieldList) implements Primitive {}

    record Recirculate(int fieldList) implements Primitive {}

    record Truncate(Expr lengthBytes) implements Primitive {}

    record Log(String format, List<Expr> arguments) implements Primitive {}

    /** Drops the packet and counts it when the condition does not hold; {@code where} names the source line. */
    record Assert(Expr condition, String where) implements Primitive {}

    /** Continues at a step of the same action. */
    record Jump(int step) implements Primitive {}

    record JumpIfZero(Expr condition, int step) implements Primitive {}

    record Nothing() implements Primitive {}
}

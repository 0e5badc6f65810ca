package io.slackline.p4switch.ir;

import java.math.BigInteger;
import java.util.List;

/**
 * The parser: states by index.
 *
 * @param start index of the first state
 */
public record ParserIr(String name, int start, List<State> states) {

    /** Index that stands for the end of parsing. */
    public static final int ACCEPT = -1;

    /**
     * A state.
     *
     * @param key operands of the select expression, first is most significant; each at most 64 bits or a whole number of limbs
     */
    public record State(String name, List<Step> steps, List<Expr> key, List<Transition> transitions) {}

    /** One step of a state. */
    public sealed interface Step {

        record Extract(Header header) implements Step {}

        /** Extracts into the next element of a stack. */
        record ExtractNext(HeaderStack stack, int member) implements Step {}

        /** Extracts a header whose variable-length field has the given length in bits. */
        record ExtractVariable(Header header, Expr lengthBits) implements Step {}

        /** Extracts a header with a variable-length field into the next element of a stack. */
        record ExtractNextVariable(HeaderStack stack, int member, Expr lengthBits) implements Step {}

        record Run(Primitive primitive) implements Step {}

        /** Ends parsing with an error unless the condition holds. */
        record Verify(Expr condition, Expr error) implements Step {}

        record Advance(Expr bits) implements Step {}
    }

    /** A case of the select expression. */
    public sealed interface Transition {

        int next();

        /** Taken when each key operand, under its mask, equals its value. */
        record On(List<BigInteger> values, List<BigInteger> masks, int next) implements Transition {}

        /** Taken when the key is in a value set, under the masks. */
        record InSet(int valueSet, List<BigInteger> masks, int next) implements Transition {}

        record Always(int next) implements Transition {}
    }
}

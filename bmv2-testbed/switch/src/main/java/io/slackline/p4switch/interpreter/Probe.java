package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.ParserIr;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.SourceLine;
import io.slackline.p4switch.state.BoundAction;
import io.slackline.p4switch.state.Entry;
import java.math.BigInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Watches packets go through an interpreter's nodes. A tree that is built without a probe has nothing of it, and compiled programs never
 * have one: what nobody watches costs nothing.
 */
public interface Probe {

    /** Makes readers of an expression's exact value. */
    @FunctionalInterface
    interface Values {
        Function<Packet, BigInteger> of(Expr expr);
    }

    /** Wraps a step of an action or a parser state, while the tree is built. */
    StepNode step(Primitive primitive, SourceLine line, StepNode node, Values values);

    /** Wraps a condition of a pipeline or an action, while the tree is built. */
    LongNode condition(Expr condition, SourceLine line, LongNode node, Values values);

    /** The parser enters a state. */
    void state(Packet p, int state);

    /**
     * A step of a parser state is done, or has failed: {@code parserError} tells.
     *
     * @param cursorBits where the parser was before it
     */
    void parsed(Packet p, ParserIr.Step step, int cursorBits);

    /**
     * The parser leaves a state.
     *
     * @param key words of the select key
     * @param next the next state, or {@link ParserIr#ACCEPT}
     */
    void selected(Packet p, int state, long[] key, int next);

    /**
     * A table was applied; its action comes next.
     *
     * @param entry null for a miss
     * @param action null if there is none to run
     */
    void looked(Packet p, int table, @Nullable Entry entry, @Nullable BoundAction action);

    /** The table's action has run. */
    void left(Packet p, int table);
}

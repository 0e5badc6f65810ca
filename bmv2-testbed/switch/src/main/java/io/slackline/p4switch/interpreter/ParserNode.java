package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderStack;
import io.slackline.p4switch.ir.ParserIr;
import io.slackline.p4switch.ir.ParserIr.State;
import io.slackline.p4switch.ir.ParserIr.Step;
import io.slackline.p4switch.ir.ParserIr.Transition;
import io.slackline.p4switch.ir.ProgramIr.ParserErrors;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.ir.SourceLine;
import io.slackline.p4switch.state.Bits;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parser. An error ends parsing where it happens; the packet goes on to ingress with what was extracted, as v1model has it, and
 * {@code parser_error} tells.
 */
final class ParserNode {

    private static final int MAX_STATES = 4096;

    private final StateNode[] states;
    private final int start;
    private final ParserErrors errors;
    private final Expressions exprs;
    private final Steps steps;
    private final PacketSink sink;
    private final @Nullable Probe probe;

    @SuppressWarnings("ArrayRecordComponent")
    private record StateNode(ParserStep[] steps, LongNode[] key, Case[] cases) {}

    /** A step of a state; false ends parsing. */
    @FunctionalInterface
    private interface ParserStep {
        boolean run(Packet p);
    }

    /** A case of a select. */
    private interface Case {

        int next();

        boolean matches(Packet p, long[] key);
    }

    private record Always(int next) implements Case {
        @Override
        public boolean matches(Packet p, long[] key) {
            return true;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record On(long[] values, long[] masks, int next) implements Case {
        @Override
        public boolean matches(Packet p, long[] key) {
            for (int i = 0; i < values.length; i++) {
                if ((key[i] & masks[i]) != values[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Puts the operands one after another, the last one lowest, and looks for that. */
    private static final class InSet implements Case {

        private final int set;
        private final int next;
        private final int[] widths;
        private final int words;
        private final long[] mask;
        private final long[] value;

        InSet(int set, List<Integer> widths, List<BigInteger> masks, int next) {
            this.set = set;
            this.next = next;
            this.widths = widths.stream().mapToInt(Integer::intValue).toArray();
            words = widths.stream().mapToInt(ParserNode::limbs).sum();
            int limbs = limbs(widths.stream().mapToInt(Integer::intValue).sum());
            BigInteger whole = BigInteger.ZERO;
            for (int i = 0; i < masks.size(); i++) {
                whole = whole.shiftLeft(this.widths[i]).or(masks.get(i));
            }
            mask = new long[limbs];
            Bits.fromBigInteger(whole, mask, 0, limbs);
            value = new long[limbs];
        }

        @Override
        public int next() {
            return next;
        }

        @Override
        public boolean matches(Packet p, long[] key) {
            Arrays.fill(value, 0);
            int word = words;
            int bit = 0;
            for (int i = widths.length - 1; i >= 0; i--) {
                int limbs = limbs(widths[i]);
                word -= limbs;
                for (int limb = 0; limb < limbs; limb++) {
                    put(key[word + limb], bit + 64 * limb);
                }
                bit += widths[i];
            }
            return value.length == 1
                    ? p.forwarding.valueSets()[set].contains(value[0], mask[0])
                    : p.forwarding.valueSets()[set].contains(value, mask);
        }

        private void put(long limb, int bit) {
            int at = bit >>> 6;
            int shift = bit & 63;
            if (limb != 0) {
                value[at] |= limb << shift;
                if (shift > 0 && at + 1 < value.length) {
                    value[at + 1] |= limb >>> (64 - shift);
                }
            }
        }
    }

    private static int limbs(int bits) {
        return Math.max(1, (bits + 63) / 64);
    }

    ParserNode(
            ParserIr parser,
            ParserErrors errors,
            Expressions exprs,
            Steps steps,
            PacketSink sink,
            @Nullable Probe probe) {
        this.errors = errors;
        this.exprs = exprs;
        this.steps = steps;
        this.sink = sink;
        this.probe = probe;
        this.start = parser.start();
        this.states = parser.states().stream().map(this::state).toArray(StateNode[]::new);
    }

    /** Parses from the start of the packet. */
    void parse(Packet p, long[] key) {
        p.cursorBits = 0;
        p.parserError = errors.noError();
        int at = start;
        int visited = 0;
        while (at != ParserIr.ACCEPT) {
            if (++visited > MAX_STATES) {
                sink.dropped(DropCause.PARSER_LOOP);
                p.failed = true;
                return;
            }
            StateNode state = states[at];
            if (probe != null) {
                probe.state(p, at);
            }
            for (ParserStep step : state.steps) {
                if (!step.run(p)) {
                    return;
                }
            }
            LongNode[] operands = state.key;
            for (int i = 0; i < operands.length; i++) {
                key[i] = operands[i].eval(p);
            }
            if (p.parserError != errors.noError()) {
                return;
            }
            int from = at;
            at = next(p, state.cases, key);
            if (probe != null) {
                probe.selected(p, from, key, at);
            }
        }
    }

    /** The state of the first case that fits. Where none does parsing ends well, as on bmv2: decision 0013. */
    private static int next(Packet p, Case[] cases, long[] key) {
        for (Case c : cases) {
            if (c.matches(p, key)) {
                return c.next();
            }
        }
        return ParserIr.ACCEPT;
    }

    private StateNode state(State state) {
        List<Integer> limbs =
                state.key().stream().map(k -> limbs(Range.of(k).bits())).toList();
        LongNode[] key = new LongNode[limbs.stream().mapToInt(Integer::intValue).sum()];
        int at = 0;
        for (int i = 0; i < limbs.size(); i++) {
            at = keyNodes(state.key().get(i), limbs.get(i), key, at);
        }
        return new StateNode(
                state.steps().stream().map(this::watched).toArray(ParserStep[]::new),
                key,
                state.transitions().stream()
                        .map(t -> transition(t, state.key(), limbs))
                        .toArray(Case[]::new));
    }

    private int keyNodes(Expr operand, int limbs, LongNode[] key, int at) {
        if (limbs == 1) {
            long mask = Bits.mask(Range.of(operand).bits());
            LongNode node = exprs.low(operand);
            key[at] = p -> node.eval(p) & mask;
            return at + 1;
        }
        WideNode node = exprs.wide(operand, limbs);
        key[at] = Expressions.first(node);
        for (int i = 1; i < limbs; i++) {
            int slot = node.slot() + i;
            key[at + i] = p -> p.slots[slot];
        }
        return at + limbs;
    }

    private static Case transition(Transition transition, List<Expr> key, List<Integer> limbs) {
        return switch (transition) {
            case Transition.Always(int next) -> new Always(next);
            case Transition.On(List<BigInteger> values, List<BigInteger> masks, int next) -> {
                long[] m = words(masks, limbs);
                long[] v = words(values, limbs);
                for (int i = 0; i < v.length; i++) {
                    v[i] &= m[i];
                }
                yield new On(v, m, next);
            }
            case Transition.InSet(int set, List<BigInteger> masks, int next) ->
                new InSet(set, key.stream().map(k -> Range.of(k).bits()).toList(), masks, next);
        };
    }

    private static long[] words(List<BigInteger> values, List<Integer> limbs) {
        long[] words = new long[limbs.stream().mapToInt(Integer::intValue).sum()];
        int at = 0;
        for (int i = 0; i < limbs.size(); i++) {
            Bits.fromBigInteger(values.get(i), words, at, limbs.get(i));
            at += limbs.get(i);
        }
        return words;
    }

    private boolean fail(Packet p, int error) {
        p.parserError = error;
        return false;
    }

    LongNode stepNode(Step step) {
        ParserStep node = step(step);
        return p -> node.run(p) ? 1 : 0;
    }

    private ParserStep watched(Step step) {
        ParserStep node = step(step);
        if (probe == null || step instanceof Step.Run) {
            return node;
        }
        return p -> {
            int before = p.cursorBits;
            boolean more = node.run(p);
            probe.parsed(p, step, before);
            return more;
        };
    }

    private ParserStep step(Step step) {
        return switch (step) {
            case Step.Extract(Header header) -> {
                Extractor extractor = new Extractor(header);
                int valid = header.validSlot();
                yield p -> extractor.extract(p, valid, 0) || fail(p, errors.packetTooShort());
            }
            case Step.ExtractNext(HeaderStack stack, int member) -> next(stack, member, _ -> 0);
            case Step.ExtractNextVariable(HeaderStack stack, int member, Expr length) ->
                next(stack, member, exprs.low(length));
            case Step.ExtractVariable(Header header, Expr length) -> {
                Extractor extractor = new Extractor(header);
                LongNode node = exprs.low(length);
                int valid = header.validSlot();
                yield p -> extract(p, extractor, valid, node.eval(p));
            }
            case Step.Run(var primitive) -> {
                StepNode node = steps.step(primitive, SourceLine.NONE);
                yield p -> {
                    node.run(p);
                    return p.parserError == errors.noError() && !p.exited;
                };
            }
            case Step.Verify(Expr condition, Expr error) -> {
                LongNode holds = exprs.low(condition);
                LongNode code = exprs.low(error);
                yield p -> holds.eval(p) != 0 || fail(p, (int) code.eval(p));
            }
            case Step.Advance(Expr bits) -> {
                LongNode node = exprs.low(bits);
                yield p -> {
                    long count = node.eval(p);
                    if ((count & 7) != 0) {
                        return fail(p, errors.invalidArgument());
                    }
                    if (count < 0 || count > Integer.MAX_VALUE / 2 || !p.has((int) count)) {
                        return fail(p, errors.packetTooShort());
                    }
                    p.cursorBits += (int) count;
                    return true;
                };
            }
        };
    }

    private ParserStep next(HeaderStack stack, int member, LongNode variableBits) {
        Header first = stack.members().get(member).getFirst();
        Extractor extractor = new Extractor(first);
        int base = first.validSlot();
        int stride = stack.stride();
        int size = stack.size();
        int nextSlot = stack.nextSlot();
        return p -> {
            int next = (int) p.slots[nextSlot];
            if (next >= size) {
                return fail(p, errors.stackOutOfBounds());
            }
            if (!extract(p, extractor, base + next * stride, variableBits.eval(p))) {
                return false;
            }
            p.slots[nextSlot] = next + 1L;
            return true;
        };
    }

    private boolean extract(Packet p, Extractor extractor, int valid, long variableBits) {
        if ((variableBits & 7) != 0) {
            return fail(p, errors.invalidArgument());
        }
        if (variableBits < 0 || extractor.tooLong(variableBits)) {
            return fail(p, errors.headerTooShort());
        }
        return extractor.extract(p, valid, (int) variableBits) || fail(p, errors.packetTooShort());
    }

    /** Operands of the widest key, in words. */
    static int keyWords(ParserIr parser) {
        return parser.states().stream()
                .mapToInt(s -> s.key().stream()
                        .mapToInt(k -> limbs(Range.of(k).bits()))
                        .sum())
                .max()
                .orElse(0);
    }
}

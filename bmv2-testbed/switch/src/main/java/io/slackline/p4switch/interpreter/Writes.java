package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.ir.Target;
import io.slackline.p4switch.state.Bits;

/** Turns writes to fields into nodes; a value is cut to the width of the field. */
final class Writes {

    private final Expressions exprs;

    Writes(Expressions exprs) {
        this.exprs = exprs;
    }

    StepNode assign(Target target, Expr value) {
        Field shape = target.shape();
        if (shape.limbs() > 1) {
            return assignWide(target, shape, exprs.wide(value, shape.limbs()));
        }
        Range range = Range.of(value);
        boolean fits = !shape.signed() && range.fitsUnsignedLong() && range.bits() <= shape.widthBits();
        return store(target, exprs.low(value), fits);
    }

    /** Stores a number whose bits beyond the width are not known to be zero. */
    StepNode store(Target target, LongNode value) {
        Field shape = target.shape();
        if (shape.limbs() == 1) {
            return store(target, value, false);
        }
        int slot = exprs.scratch(shape.limbs());
        return assignWide(target, shape, new WideNode(slot, shape.limbs(), p -> {
            p.slots[slot] = value.eval(p);
            Limbs.extend(p.slots, slot, 1, shape.limbs(), false);
        }));
    }

    private StepNode store(Target target, LongNode value, boolean fits) {
        Field shape = target.shape();
        int unused = 64 - shape.widthBits();
        long mask = Bits.mask(shape.widthBits());
        LongNode cut =
                fits ? value : shape.signed() ? p -> value.eval(p) << unused >> unused : p -> value.eval(p) & mask;
        return switch (target) {
            case Target.Fixed(Field field) -> {
                int slot = field.slot();
                yield p -> p.slots[slot] = cut.eval(p);
            }
            case Target.Of(HeaderRef ref, int _) -> {
                HeaderNode header = exprs.header(ref);
                int distance = shape.slot() - ref.shape().validSlot();
                yield p -> {
                    long v = cut.eval(p);
                    int valid = header.validSlot(p);
                    if (valid >= 0) {
                        p.slots[valid + distance] = v;
                    }
                };
            }
        };
    }

    private StepNode assignWide(Target target, Field shape, WideNode value) {
        int limbs = shape.limbs();
        int unused = limbs * 64 - shape.widthBits();
        boolean signed = shape.signed();
        HeaderNode header;
        int distance;
        switch (target) {
            case Target.Fixed(Field field) -> {
                header = _ -> 0;
                distance = field.slot();
            }
            case Target.Of(HeaderRef ref, int _) -> {
                header = exprs.header(ref);
                distance = shape.slot() - ref.shape().validSlot();
            }
        }
        int lengthDistance = shape.variable() ? shape.lengthSlot() - shape.slot() : 0;
        return p -> {
            value.run(p);
            int base = header.validSlot(p);
            if (base < 0) {
                return;
            }
            int to = base + distance;
            System.arraycopy(p.slots, value.slot(), p.slots, to, limbs);
            int top = to + limbs - 1;
            p.slots[top] = signed ? p.slots[top] << unused >> unused : p.slots[top] << unused >>> unused;
            if (lengthDistance != 0) {
                p.slots[to + lengthDistance] = shape.widthBits();
            }
        };
    }
}

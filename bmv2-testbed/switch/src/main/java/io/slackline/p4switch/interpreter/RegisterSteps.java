package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.ir.Target;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.state.Registers;
import io.slackline.p4switch.state.SwitchState;

/** Register reads and writes. An index outside the array reads nothing (the target keeps its value) and writes nothing. */
final class RegisterSteps {

    private final SwitchState state;
    private final Expressions exprs;
    private final Writes writes;

    RegisterSteps(SwitchState state, Expressions exprs, Writes writes) {
        this.state = state;
        this.exprs = exprs;
        this.writes = writes;
    }

    StepNode read(Target target, int register, Expr index) {
        Registers array = state.registers(register);
        long[] cells = array.cells();
        int limbs = cells.length / Math.max(1, array.size());
        LongNode at = exprs.low(index);
        int size = array.size();
        StepNode store = limbs == 1
                ? writes.store(target, p -> cells[(int) at.eval(p)])
                : readWide(target, state.program().registers().get(register).widthBits(), cells, limbs, at);
        return p -> {
            long i = at.eval(p);
            if (i >= 0 && i < size) {
                store.run(p);
            }
        };
    }

    private StepNode readWide(Target target, int width, long[] cells, int limbs, LongNode at) {
        int slot = exprs.scratch(limbs);
        var field = new io.slackline.p4switch.ir.Field("", "", slot, width, false, -1);
        StepNode assign = writes.assign(target, new Expr.Read(field));
        return p -> {
            System.arraycopy(cells, (int) at.eval(p) * limbs, p.slots, slot, limbs);
            assign.run(p);
        };
    }

    StepNode write(int register, Expr index, Expr value) {
        Registers array = state.registers(register);
        long[] cells = array.cells();
        int size = array.size();
        int width = state.program().registers().get(register).widthBits();
        int limbs = cells.length / Math.max(1, size);
        LongNode at = exprs.low(index);
        if (limbs > 1) {
            WideNode wide = exprs.wide(value, limbs);
            long top = Bits.mask(width - 64 * (limbs - 1));
            return p -> {
                long i = at.eval(p);
                if (i >= 0 && i < size) {
                    wide.run(p);
                    System.arraycopy(p.slots, wide.slot(), cells, (int) i * limbs, limbs);
                    cells[(int) i * limbs + limbs - 1] &= top;
                }
            };
        }
        LongNode node = exprs.low(value);
        Range range = Range.of(value);
        long mask = range.fitsUnsignedLong() && range.bits() <= width ? -1L : Bits.mask(width);
        return p -> {
            long i = at.eval(p);
            if (i >= 0 && i < size) {
                cells[(int) i] = node.eval(p) & mask;
            }
        };
    }
}

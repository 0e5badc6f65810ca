package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.HeaderStack;
import java.util.List;

/** Steps that change whole headers: validity, copies, stacks. Making a member of a header union valid makes the others invalid. */
final class HeaderSteps {

    private final Expressions exprs;

    HeaderSteps(Expressions exprs) {
        this.exprs = exprs;
    }

    /** Slots from a header's own validity to those of its union peers. */
    private static int[] peers(Header shape) {
        return shape.peerValidSlots().stream()
                .mapToInt(peer -> peer - shape.validSlot())
                .toArray();
    }

    /** Length in bytes of the header at a validity slot. */
    static int lengthBytes(Packet p, Header shape, int fixedBits, int variableDistance, int valid) {
        long variable = variableDistance == 0 ? 0 : p.slots[valid + variableDistance];
        return (int) ((fixedBits + variable + 7) >>> 3);
    }

    /** Slots from the validity to the length of the variable field, or 0 if there is none. */
    static int variableDistance(Header shape) {
        return shape.fields().stream()
                .filter(Field::variable)
                .mapToInt(f -> f.lengthSlot() - shape.validSlot())
                .findFirst()
                .orElse(0);
    }

    StepNode add(HeaderRef ref) {
        HeaderNode header = exprs.header(ref);
        Header shape = ref.shape();
        int count = shape.slots();
        int bytes = shape.fixedBits() / 8;
        int[] peers = peers(shape);
        return p -> {
            int valid = header.validSlot(p);
            if (valid >= 0 && p.slots[valid] == 0) {
                java.util.Arrays.fill(p.slots, valid + 1, valid + count, 0);
                p.slots[valid] = 1;
                p.length += bytes;
                for (int peer : peers) {
                    p.slots[valid + peer] = 0;
                }
            }
        };
    }

    StepNode remove(HeaderRef ref) {
        HeaderNode header = exprs.header(ref);
        Header shape = ref.shape();
        int fixed = shape.fixedBits();
        int variable = variableDistance(shape);
        return p -> {
            int valid = header.validSlot(p);
            if (valid >= 0 && p.slots[valid] != 0) {
                p.length -= lengthBytes(p, shape, fixed, variable, valid);
                p.slots[valid] = 0;
            }
        };
    }

    StepNode copy(HeaderRef target, HeaderRef source) {
        HeaderNode to = exprs.header(target);
        HeaderNode from = exprs.header(source);
        int count = target.shape().slots();
        int[] peers = peers(target.shape());
        return p -> {
            int t = to.validSlot(p);
            int f = from.validSlot(p);
            if (t < 0) {
                return;
            }
            if (f < 0) {
                p.slots[t] = 0;
                return;
            }
            System.arraycopy(p.slots, f, p.slots, t, count);
            if (p.slots[t] != 0) {
                for (int peer : peers) {
                    p.slots[t + peer] = 0;
                }
            }
        };
    }

    static StepNode copyVariable(Field target, Field source) {
        int limbs = Math.min(target.limbs(), source.limbs());
        return p -> {
            java.util.Arrays.fill(p.slots, target.slot(), target.slot() + target.limbs(), 0);
            System.arraycopy(p.slots, source.slot(), p.slots, target.slot(), limbs);
            p.slots[target.lengthSlot()] = Math.min(p.slots[source.lengthSlot()], target.widthBits());
        };
    }

    static StepNode copyStack(HeaderStack target, HeaderStack source) {
        int to = base(target);
        int from = base(source);
        int count = target.stride() * Math.min(target.size(), source.size());
        return p -> {
            System.arraycopy(p.slots, from, p.slots, to, count);
            p.slots[target.nextSlot()] = p.slots[source.nextSlot()];
        };
    }

    private static int base(HeaderStack stack) {
        return stack.members().getFirst().getFirst().validSlot();
    }

    /** Slots from the start of an element to the validity of each member. */
    private static int[] valids(HeaderStack stack) {
        return stack.members().stream()
                .map(List::getFirst)
                .mapToInt(h -> h.validSlot() - base(stack))
                .toArray();
    }

    static StepNode push(HeaderStack stack, int count) {
        int base = base(stack);
        int size = stack.size();
        int stride = stack.stride();
        int shift = Math.min(count, size);
        int[] valids = valids(stack);
        return p -> {
            System.arraycopy(p.slots, base, p.slots, base + shift * stride, (size - shift) * stride);
            invalidate(p, base, stride, 0, shift, valids);
            p.slots[stack.nextSlot()] = Math.min(size, p.slots[stack.nextSlot()] + count);
        };
    }

    static StepNode pop(HeaderStack stack, int count) {
        int base = base(stack);
        int size = stack.size();
        int stride = stack.stride();
        int shift = Math.min(count, size);
        int[] valids = valids(stack);
        return p -> {
            System.arraycopy(p.slots, base + shift * stride, p.slots, base, (size - shift) * stride);
            invalidate(p, base, stride, size - shift, size, valids);
            p.slots[stack.nextSlot()] = Math.max(0, p.slots[stack.nextSlot()] - count);
        };
    }

    private static void invalidate(Packet p, int base, int stride, int from, int to, int[] valids) {
        for (int i = from; i < to; i++) {
            for (int valid : valids) {
                p.slots[base + i * stride + valid] = 0;
            }
        }
    }
}

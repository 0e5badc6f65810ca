package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import java.util.List;

/** Copies the bits of a header from the packet into the arena. */
final class Extractor {

    private final int[] distance;
    private final int[] width;
    private final boolean[] signed;
    private final int[] lengthDistance;
    private final int[] peers;
    private final int fixedBits;
    private final int variableMaxBits;

    Extractor(Header shape) {
        List<Field> fields = shape.fields();
        int count = fields.size();
        distance = new int[count];
        width = new int[count];
        signed = new boolean[count];
        lengthDistance = new int[count];
        int variable = 0;
        for (int i = 0; i < count; i++) {
            Field field = fields.get(i);
            distance[i] = field.slot() - shape.validSlot();
            width[i] = field.widthBits();
            signed[i] = field.signed();
            lengthDistance[i] = field.variable() ? field.lengthSlot() - shape.validSlot() : 0;
            variable = field.variable() ? field.widthBits() : variable;
        }
        variableMaxBits = variable;
        fixedBits = shape.fixedBits();
        peers = shape.peerValidSlots().stream()
                .mapToInt(peer -> peer - shape.validSlot())
                .toArray();
    }

    /** Extracts the fixed fields, and the variable one with that many bits. Returns false if the packet is too short. */
    boolean extract(Packet p, int valid, int variableBits) {
        int total = fixedBits + variableBits;
        if (!p.has(total)) {
            return false;
        }
        int at = p.cursorBits;
        long[] slots = p.slots;
        for (int i = 0; i < width.length; i++) {
            int bits = width[i];
            int slot = valid + distance[i];
            if (lengthDistance[i] != 0) {
                wide(p, at, slot, variableBits, (bits + 63) / 64);
                slots[valid + lengthDistance[i]] = variableBits;
                at += variableBits;
            } else if (bits <= 64) {
                long value = bits == 0 ? 0 : p.bits(at, bits);
                slots[slot] = signed[i] ? value << (64 - bits) >> (64 - bits) : value;
                at += bits;
            } else {
                int limbs = (bits + 63) / 64;
                wide(p, at, slot, bits, limbs);
                if (signed[i]) {
                    int unused = limbs * 64 - bits;
                    slots[slot + limbs - 1] = slots[slot + limbs - 1] << unused >> unused;
                }
                at += bits;
            }
        }
        p.cursorBits = at;
        slots[valid] = 1;
        for (int peer : peers) {
            slots[valid + peer] = 0;
        }
        return true;
    }

    boolean tooLong(long variableBits) {
        return variableBits > variableMaxBits;
    }

    private static void wide(Packet p, int at, int slot, int bits, int limbs) {
        for (int i = 0; i < limbs; i++) {
            int above = bits - 64 * i;
            int take = Math.clamp(above, 0, 64);
            p.slots[slot + i] = take == 0 ? 0 : p.bits(at + above - take, take);
        }
    }
}

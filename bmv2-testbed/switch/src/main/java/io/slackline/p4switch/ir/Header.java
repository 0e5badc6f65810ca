package io.slackline.p4switch.ir;

import java.util.List;

/**
 * A header or metadata instance.
 *
 * @param index position in {@link ProgramIr#headers()}
 * @param validSlot slot of the validity bit; it is the first slot of the instance
 * @param slots number of slots of the instance, the validity included
 * @param metadata metadata is never parsed or emitted and counts as valid
 * @param peerValidSlots validity slots of the other members of the header union that this header belongs to
 */
public record Header(
        String name,
        String type,
        int index,
        int validSlot,
        int slots,
        List<Field> fields,
        boolean metadata,
        List<Integer> peerValidSlots) {

    /** Width of the fixed fields. */
    public int fixedBits() {
        return fields.stream()
                .filter(f -> !f.variable())
                .mapToInt(Field::widthBits)
                .sum();
    }

    @Override
    public String toString() {
        return name;
    }
}

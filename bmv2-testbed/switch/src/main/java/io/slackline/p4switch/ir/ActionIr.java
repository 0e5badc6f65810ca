package io.slackline.p4switch.ir;

import java.util.List;

/**
 * An action.
 *
 * @param id unique in the compiled program
 * @param argumentLimbs longs that the arguments take, each argument starting a new one
 * @param lines where each step comes from
 */
public record ActionIr(
        int id,
        int index,
        String name,
        List<Parameter> parameters,
        int argumentLimbs,
        List<Primitive> steps,
        List<SourceLine> lines) {

    /**
     * A parameter.
     *
     * @param limb first long of the value in the argument array, least significant first
     */
    public record Parameter(String name, int widthBits, int limb) {

        public int limbs() {
            return Math.max(1, (widthBits + 63) / 64);
        }
    }
}

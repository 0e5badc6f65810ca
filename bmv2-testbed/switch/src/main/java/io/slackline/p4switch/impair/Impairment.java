package io.slackline.p4switch.impair;

import io.slackline.p4switch.target.TargetException;

/**
 * What happens to packets; see impairment.proto.
 *
 * @param loss,duplicate,corrupt,reorder shares, 0..1
 * @param delayMicros,jitterMicros 0 or above
 */
public record Impairment(
        double loss, double duplicate, double corrupt, double reorder, long delayMicros, long jitterMicros) {

    public static final Impairment NONE = new Impairment(0, 0, 0, 0, 0, 0);

    public Impairment {
        share("loss", loss);
        share("duplicate", duplicate);
        share("corrupt", corrupt);
        share("reorder", reorder);
    }

    private static void share(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw TargetException.invalid(what + " " + value + "; valid: 0 to 1");
        }
    }
}

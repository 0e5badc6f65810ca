package io.slackline.p4switch.target;

/**
 * Configuration of a three-colour meter, colour-blind: of two rates (RFC 2698), or of one rate (RFC 2697) where it has an excess burst. One
 * rate and two colours are two rates that are equal. Unit: packets or bytes, as the meter was declared.
 *
 * @param cir committed rate per second
 * @param cburst committed burst
 * @param pir peak rate per second; not used by a meter of one rate
 * @param pburst peak burst; not used by a meter of one rate
 * @param eburst excess burst; 0 for two rates
 */
public record MeterConfig(long cir, long cburst, long pir, long pburst, long eburst) {

    /** Two rates. */
    public MeterConfig(long cir, long cburst, long pir, long pburst) {
        this(cir, cburst, pir, pburst, 0);
    }
}

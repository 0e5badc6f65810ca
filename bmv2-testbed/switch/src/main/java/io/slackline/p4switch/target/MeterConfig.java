package io.slackline.p4switch.target;

/**
 * Configuration of a two-rate three-colour meter (RFC 2698), colour-blind. Unit: packets or bytes, as the meter was declared.
 *
 * @param cir committed rate per second
 * @param cburst committed burst
 * @param pir peak rate per second
 * @param pburst peak burst
 */
public record MeterConfig(long cir, long cburst, long pir, long pburst) {}

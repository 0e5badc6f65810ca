package io.slackline.controller.device;

/**
 * The parts of a punted slack report that tell who sent it.
 *
 * @param port the switch's port on which it arrived
 * @param sourceMac 48 bits, from the frame
 * @param nodeIndex as the report claims, 0..65535
 * @param token as the report claims
 * @param bootEpoch low 16 bits of the agent's boot epoch
 */
public record PuntedReport(int port, long sourceMac, int nodeIndex, int token, int bootEpoch) {}

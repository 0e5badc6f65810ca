package io.slackline.p4switch.target;

/**
 * One copy that the traffic manager makes.
 *
 * @param port egress port
 * @param instance value of {@code egress_rid} in this copy
 */
public record Replica(int port, int instance) {}

package io.slackline.p4switch.target;

/**
 * How digests are grouped into lists.
 *
 * @param maxTimeoutNanos how long the first digest of a list may wait; 0 sends at once
 * @param maxListSize most digests in a list; 0 leaves it to the switch
 * @param ackTimeoutNanos how long equal digests are withheld while the list that carried one is not acknowledged
 */
public record DigestConfig(long maxTimeoutNanos, int maxListSize, long ackTimeoutNanos) {}

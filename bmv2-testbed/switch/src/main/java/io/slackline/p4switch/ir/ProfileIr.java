package io.slackline.p4switch.ir;

/**
 * An action profile.
 *
 * @param selector calculation that chooses a member of a group, or -1 if there are no groups
 */
public record ProfileIr(int index, String name, int maxSize, int selector) {}

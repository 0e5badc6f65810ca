package io.slackline.p4switch.target;

/** A member of an action profile. */
public record ProfileMember(int memberId, ActionCall call) {}

package io.slackline.controller.p4rt;

import p4.v1.Entity;

/** Turns an entity of numbers into words for messages: {@code service{dst_ip=10.99.1.1, …} -> steer_pinned(node=3, …)}. */
@FunctionalInterface
public interface EntityNames {

    String describe(Entity entity);
}

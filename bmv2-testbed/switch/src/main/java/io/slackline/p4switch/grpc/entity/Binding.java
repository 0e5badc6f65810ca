package io.slackline.p4switch.grpc.entity;

import io.slackline.p4switch.grpc.schema.Schema;
import io.slackline.p4switch.target.P4Target;

/** What the entities work on: the names that clients use, the target that has the state, and what it has no place for. */
public record Binding(Schema schema, P4Target target, Annotations annotations) {}

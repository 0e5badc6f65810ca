package io.slackline.p4switch.grpc.schema;

/** A digest and the type of what it carries. */
public record DigestSchema(int id, String name, ValueType type) implements Named {}

package io.slackline.p4switch.grpc.schema;

/**
 * A parser value set over one field.
 *
 * @param size most members
 */
public record ValueSetSchema(int id, String name, Field field, int size) implements Named {}

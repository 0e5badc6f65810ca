package io.slackline.p4switch.grpc.schema;

/**
 * A counter or meter array.
 *
 * @param size cells, indexed from 0
 */
public record ArraySchema(int id, String name, long size) implements Named {}

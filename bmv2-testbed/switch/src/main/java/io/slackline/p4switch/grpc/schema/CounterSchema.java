package io.slackline.p4switch.grpc.schema;

/**
 * A counter array.
 *
 * @param size cells, indexed from 0
 */
public record CounterSchema(int id, String name, long size) implements Named {}

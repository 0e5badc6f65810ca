package io.slackline.p4switch.grpc.schema;

/**
 * A register array.
 *
 * @param size cells, indexed from 0
 * @param cell type of a cell
 */
public record RegisterSchema(int id, String name, long size, ValueType cell) implements Named {}

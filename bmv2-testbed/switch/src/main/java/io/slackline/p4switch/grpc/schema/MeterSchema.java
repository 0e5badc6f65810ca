package io.slackline.p4switch.grpc.schema;

import p4.config.v1.MeterSpec;

/**
 * A meter array.
 *
 * @param size cells, indexed from 0
 * @param type which configurations it takes
 */
public record MeterSchema(int id, String name, long size, MeterSpec.Type type) implements Named {}

package io.slackline.p4switch.grpc.schema;

/**
 * Everything that clients may name, of one pipeline. Immutable; made by {@link SchemaBinder}.
 *
 * @param packetIn header of packets to the controller; without fields if the program has none
 * @param packetOut header of packets from the controller; without fields if the program has none
 */
public record Schema(
        Directory<TableSchema> tables,
        Directory<ActionSchema> actions,
        Directory<ProfileSchema> profiles,
        Directory<CounterSchema> counters,
        Directory<MeterSchema> meters,
        Directory<RegisterSchema> registers,
        Directory<DigestSchema> digests,
        Directory<ValueSetSchema> valueSets,
        HeaderSchema packetIn,
        HeaderSchema packetOut) {}

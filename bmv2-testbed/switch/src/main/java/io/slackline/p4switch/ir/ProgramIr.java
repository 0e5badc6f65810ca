package io.slackline.p4switch.ir;

import java.util.List;

/**
 * A whole program.
 *
 * @param slots longs that a packet's headers and metadata take
 * @param deparser headers in the order in which they are emitted if valid
 * @param metadata metadata instances, zeroed for each packet
 * @param valueSets widths in bits of the operands of each parser value set, by index
 */
public record ProgramIr(
        int slots,
        List<Header> headers,
        List<HeaderStack> stacks,
        List<Header> metadata,
        ParserIr parser,
        List<ActionIr> actions,
        List<TableIr> tables,
        PipelineIr ingress,
        PipelineIr egress,
        List<Header> deparser,
        List<Calculation> calculations,
        List<Checksum> checksums,
        List<ArrayIr.Counter> counters,
        List<ArrayIr.Meter> meters,
        List<ArrayIr.DirectMeter> directMeters,
        List<ArrayIr.Register> registers,
        List<ProfileIr> profiles,
        List<DigestIr> digests,
        List<FieldList> fieldLists,
        List<ValueSet> valueSets,
        StandardMetadata standard,
        ParserErrors errors) {

    /** A parser value set. */
    public record ValueSet(String name, int widthBits) {}

    /** Values of the core library's errors in this program, -1 where it does not declare them. */
    public record ParserErrors(
            int noError,
            int packetTooShort,
            int noMatch,
            int stackOutOfBounds,
            int headerTooShort,
            int invalidArgument) {}
}

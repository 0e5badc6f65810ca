package io.slackline.p4switch.ir;

/**
 * Slots of v1model's intrinsic metadata, -1 where the program does not have the field, or has a timestamp that it never uses. The last four are the queueing metadata.
 */
public record StandardMetadata(
        int ingressPort,
        int egressSpec,
        int egressPort,
        int instanceType,
        int packetLength,
        int ingressTimestamp,
        int egressTimestamp,
        int multicastGroup,
        int egressRid,
        int checksumError,
        int parserError,
        int enqueueTimestamp,
        int enqueueDepth,
        int dequeueDelta,
        int dequeueDepth) {}

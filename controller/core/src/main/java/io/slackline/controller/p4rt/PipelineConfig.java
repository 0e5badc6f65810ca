package io.slackline.controller.p4rt;

import com.google.protobuf.ByteString;
import p4.config.v1.P4Info;

/**
 * What a switch shall run.
 *
 * @param p4Info names and numbers of the program
 * @param deviceConfig the target's own format; for bmv2 and the embedded switch the JSON that p4c wrote
 * @param cookie stands for both: equal cookies mean equal programs
 */
public record PipelineConfig(P4Info p4Info, ByteString deviceConfig, long cookie) {}

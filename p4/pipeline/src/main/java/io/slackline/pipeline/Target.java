package io.slackline.pipeline;

/** The kind of P4Runtime server that a switch runs; each takes another {@code p4_device_config}. */
public enum Target {
    /** bmv2's {@code simple_switch_grpc} and the embedded switch: the JSON that p4c wrote. */
    BMV2,
    /** Stratum on Tofino ({@code stratum_bfrt}): a serialized {@code BfPipelineConfig}. */
    STRATUM_TOFINO,
    /** The SDE's own daemon, {@code bf_switchd --p4rt-server}: name, binary and context, each after its length. */
    BF_SWITCHD
}

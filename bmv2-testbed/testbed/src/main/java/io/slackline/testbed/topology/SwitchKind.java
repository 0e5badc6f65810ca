package io.slackline.testbed.topology;

/** Which P4 target carries the traffic. */
public enum SwitchKind {
    /** The switch of this project. */
    EMBEDDED,
    /** {@code simple_switch_grpc} of p4lang, found on the PATH. */
    BMV2
}

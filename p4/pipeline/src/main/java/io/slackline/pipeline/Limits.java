package io.slackline.pipeline;

/** Sizes and constants that the P4 program fixes; a test holds them equal to {@code src/main/p4/constants.p4}. */
public final class Limits {

    /** Node index 0 means "no node" in the pipeline. */
    public static final int FIRST_NODE = 1;

    /** On targets with most room; a pipeline's own is {@link SlacklinePipeline#lastNode}. */
    public static final int LAST_NODE = 4096;

    public static final int LAST_SLOT = 1023;

    /** Nodes report of these function slots whether they are warm. */
    public static final int LAST_WARM_SLOT = 31;

    /** How far a handover's epoch may be ahead of the service entry's. */
    public static final int LAST_EPOCH_AHEAD = 255;

    public static final int LAST_VNI = 0xFFFFFF;

    /** Slots of a candidate group. */
    public static final int GROUP_SLOTS = 64;

    /** Port 511 is the drop port of the target. */
    public static final int LAST_SWITCH_PORT = 510;

    public static final int CPU_PORT = 255;
    public static final int FLOOD_GROUP = 1;

    /** UDP port of the in-band packets; no function can have it. */
    public static final int INBAND_UDP_PORT = 9560;

    /** Affinity ticks that a flow's cell still lives after FIN or RST, and so the shortest idle time that can be asked for. */
    public static final int CLOSING_TICKS = 16;

    private Limits() {}
}

package io.slackline.testbed.report;

/** How values map to lengths. */
public enum Scale {
    LINEAR,
    LOGARITHMIC
}

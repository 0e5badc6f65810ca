package io.slackline.controller.device;

/**
 * A node was seen on a port of a switch, with the right token: only from there may it report, and there its requests go
 * (one {@code report_source} and one {@code node} entry).
 *
 * @param nodeIndex 1..4096; at most one binding of an index on a switch
 * @param mac 48 bits, where requests for the node go
 */
public record NodeBinding(String switchName, int port, int nodeIndex, int token, long mac) {}

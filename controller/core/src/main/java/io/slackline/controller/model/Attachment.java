package io.slackline.controller.model;

/**
 * The port of a switch on which a node's reports arrive.
 *
 * @param mac 48 bits, the source of the frames of its reports
 */
public record Attachment(String switchName, int port, long mac) {}

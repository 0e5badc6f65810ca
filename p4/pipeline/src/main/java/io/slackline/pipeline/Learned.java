package io.slackline.pipeline;

/** A station was seen sending on a port where it was not known. */
public record Learned(MacAddress mac, int port) {}

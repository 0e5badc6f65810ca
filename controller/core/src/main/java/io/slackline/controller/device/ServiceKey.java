package io.slackline.controller.device;

/**
 * How the switch recognises the requests of a function.
 *
 * @param ip IPv4 address, most significant byte first
 * @param protocol IP protocol number: 6 or 17
 * @param port 1..65535
 */
public record ServiceKey(int ip, int protocol, int port) {}

package io.slackline.p4switch.device;

/** Whether packets sent to a port get anywhere. */
public enum PortState {
    UP,
    DOWN
}

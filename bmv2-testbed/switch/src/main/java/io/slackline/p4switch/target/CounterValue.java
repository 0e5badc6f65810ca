package io.slackline.p4switch.target;

/** Value of a counter cell. A counter declared for packets alone or bytes alone still counts both. */
public record CounterValue(long packets, long bytes) {

    public static final CounterValue ZERO = new CounterValue(0, 0);
}

package io.slackline.p4switch.state;

import io.slackline.p4switch.target.CounterValue;

/** A counter cell. Owned by the packet path; others touch it under the packet lock. */
public final class Counter {

    private long packets;
    private long bytes;

    public void count(int packetBytes) {
        packets++;
        bytes += packetBytes;
    }

    public CounterValue value() {
        return new CounterValue(packets, bytes);
    }

    public void set(CounterValue value) {
        packets = value.packets();
        bytes = value.bytes();
    }
}

package io.slackline.controller.time;

import java.time.Duration;

/** Clocks and timers. Safe for use by any thread. */
public interface Timekeeper {
    /** Microseconds since the Unix epoch; may step when the system's clock is set. For people and records. */
    long micros();

    /** Monotonic nanoseconds of arbitrary origin. For durations. */
    long nanos();

    /** Runs the task once, on a virtual thread, when the delay is over. */
    void after(Duration delay, Runnable task);
}

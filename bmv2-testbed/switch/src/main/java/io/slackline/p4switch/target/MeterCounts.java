package io.slackline.p4switch.target;

/** What a meter has marked, by colour. */
public record MeterCounts(CounterValue green, CounterValue yellow, CounterValue red) {

    public static final MeterCounts ZERO = new MeterCounts(CounterValue.ZERO, CounterValue.ZERO, CounterValue.ZERO);
}

package io.slackline.p4switch.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.p4switch.target.MeterConfig;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The buckets of RFC 2698, section 3, and RFC 2697, section 3, by the colours of packets of one unit. */
final class MeterTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long HOUR = 3_600_000 * MILLISECOND;

    private final Meter meter = new Meter();

    private String colours(int packets, long nowNanos) {
        StringBuilder colours = new StringBuilder();
        for (int i = 0; i < packets; i++) {
            colours.append("GYR".charAt(meter.mark(1, 100, nowNanos)));
        }
        return colours.toString();
    }

    @Test
    void twoBucketsFillAtTheirRatesUpToTheirBursts() {
        meter.configure(Optional.of(new MeterConfig(1000, 2, 2000, 4)), 0);
        assertEquals("GGYYR", colours(5, 0));
        assertEquals("GYR", colours(3, MILLISECOND));
        assertEquals("R", colours(1, MILLISECOND + MILLISECOND / 4));
        assertEquals("GGYYR", colours(5, HOUR));
    }

    @Test
    void aPacketTakesOnlyFromTheBucketsThatHaveTokensForIt() {
        meter.configure(Optional.of(new MeterConfig(1000, 2, 2000, 4)), 0);
        assertEquals(Meter.RED, meter.mark(5, 100, 0), "nothing");
        assertEquals(Meter.YELLOW, meter.mark(3, 100, 0), "from the peak bucket alone");
        assertEquals("GR", colours(2, 0));
    }

    @Test
    void ofOneRateTheExcessBucketGetsWhatTheCommittedOneHasNoRoomFor() {
        meter.configure(Optional.of(new MeterConfig(1000, 2, 1000, 2, 3)), 0);
        assertEquals("GGYYYR", colours(6, 0));
        assertEquals("GR", colours(2, MILLISECOND));
        assertEquals("GGYYR", colours(5, 5 * MILLISECOND));
        assertEquals("GGYYYR", colours(6, HOUR));
    }

    @Test
    void withoutConfigurationAllIsGreenAndCounted() {
        assertEquals("GGG", colours(3, 0));
        assertEquals(3, meter.marked().green().packets());
        assertEquals(300, meter.marked().green().bytes());
        assertEquals(0, meter.marked().red().packets());
    }
}

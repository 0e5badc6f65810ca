package io.slackline.testbed.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void mapsValuesAndKeepsOthersInside() {
        Axis heights = new Axis(Scale.LINEAR, 0, 10, 200, 100);
        assertEquals(200, heights.at(0));
        assertEquals(150, heights.at(5));
        assertEquals(100, heights.at(11));
        Axis decades = new Axis(Scale.LOGARITHMIC, 1, 100, 0, 10);
        assertEquals(5, decades.at(10), 1e-9);
        assertEquals(0, decades.at(0));
    }

    @Test
    void ticksAreRound() {
        assertEquals(List.of(-20.0, 0.0, 20.0, 40.0), new Axis(Scale.LINEAR, -37, 41, 0, 1).ticks(5));
        assertEquals(List.of(2.0, 5.0, 10.0, 20.0, 50.0), new Axis(Scale.LOGARITHMIC, 1.5, 60, 0, 1).ticks(5));
        assertEquals(List.of(1.0, 10.0, 100.0, 1000.0), new Axis(Scale.LOGARITHMIC, 1, 5_000, 0, 1).ticks(5));
        assertEquals(List.of(1.0, 10.0, 100.0, 1000.0), new Axis(Scale.LOGARITHMIC, 1, 1_000, 0, 1).ticks(5));
        assertEquals(List.of(0.0, 0.1, 0.2), new Axis(Scale.LINEAR, 0, 0.25, 0, 1).ticks(3));
        assertEquals(List.of(3.0, 4.0), new Axis(Scale.LINEAR, 3, 4, 0, 1).ticks(1));
    }

    @Test
    void hasALength() {
        assertThrows(IllegalArgumentException.class, () -> new Axis(Scale.LINEAR, 1, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Axis(Scale.LOGARITHMIC, 0, 1, 0, 1));
    }
}

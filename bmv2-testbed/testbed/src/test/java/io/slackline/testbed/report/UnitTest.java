package io.slackline.testbed.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {
    @ParameterizedTest
    @CsvSource({
        "498, us, 498 µs",
        "1534, us, 1.53 ms",
        "2500000, us, 2.5 s",
        "0, us, 0 µs",
        "12, ms, 12 ms",
        "0.0421, 1, 0.0421",
        "1.1, 1, 1.1",
        "99.95, %, 100 %",
        "12000, requests, '12,000 requests'",
        "-0.5, %, -0.5 %",
        "300, m, 300 milli-cores",
        "1500, ms, 1.5 s",
        "432.4, m, 432 milli-cores",
        "NaN, us, – µs",
    })
    void figuresReadWell(double value, String unit, String text) {
        assertEquals(text, Unit.format(value, unit));
    }

    @Test
    void theIntervalSaysHowManyDigitsAFigureHas() {
        assertEquals("1.53 ± 0.12", Unit.fitting("us", 1_534).number(1_534, 118));
        assertEquals("1,534 ± 220", new Unit("µs", 1).number(1_534, 220));
    }
}

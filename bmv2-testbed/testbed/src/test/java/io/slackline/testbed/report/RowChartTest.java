package io.slackline.testbed.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.report.RowChart.Row;
import io.slackline.testbed.report.RowChart.Tone;
import io.slackline.testbed.statistics.Interval;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RowChartTest {
    private static String chart(Row... rows) {
        RowChart chart = new RowChart("%").title("differences");
        List.of(rows).forEach(chart::row);
        return chart.render();
    }

    private static Row row(double value, double low, double high) {
        return new Row("figure", value, Optional.of(new Interval(low, high)), List.of(), "said", Tone.PLAIN);
    }

    @Test
    void anIntervalEndsInStrokes() {
        String drawn = chart(row(10, 5, 15));
        assertTrue(drawn.matches("(?s).*class=\"whisker\" d=\"[^\"]*v8M[^\"]*v8\".*"), drawn);
    }

    @Test
    void aHugeIntervalDoesNotSqueezeTheOthers() {
        String drawn = chart(row(-10, -12, -8), row(20, -90, 5000));
        assertTrue(drawn.contains(">50<"), drawn);
        assertFalse(drawn.contains(">100<"), drawn);
        assertFalse(
                drawn.matches("(?s).*class=\"whisker\" d=\"[^\"]*\".*class=\"whisker\" d=\"[^\"]*v8[^\"]*\".*"), drawn);
    }
}

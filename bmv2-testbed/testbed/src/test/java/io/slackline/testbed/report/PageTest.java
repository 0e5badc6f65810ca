package io.slackline.testbed.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.report.TimeChart.Point;
import io.slackline.testbed.report.TimeChart.Series;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class PageTest {
    private static final List<Point> POINTS = List.of(new Point(0, 1), new Point(1, 20), new Point(2, 3));

    @Test
    void chartsAreWellFormedWhateverTheNames() throws Exception {
        Document svg = parse(new TimeChart("m<s>", 2, Scale.LOGARITHMIC)
                .line(new Series("a & b", 0, POINTS))
                .band("x → \"y\"", 0.5, 1)
                .mark("<now>", 1.5)
                .render());
        // The line, and its mark in the legend.
        assertEquals(2, svg.getElementsByTagName("path").getLength());
        assertEquals("x → \"y\"", svg.getElementsByTagName("title").item(0).getTextContent());
    }

    @Test
    void areasStack() throws Exception {
        Document svg = parse(new TimeChart("n", 2, Scale.LINEAR)
                .area(new Series("a", 0, POINTS))
                .area(new Series("b", 1, POINTS))
                .render());
        assertEquals(2, svg.getElementsByTagName("path").getLength());
        assertFalse(svg.getElementsByTagName("path")
                .item(0)
                .getAttributes()
                .getNamedItem("d")
                .getNodeValue()
                .contains("NaN"));
    }

    @Test
    void anEmptyChartIsStillAChart() throws Exception {
        parse(new TimeChart("n", 2, Scale.LOGARITHMIC)
                .line(new Series("none", 0, List.of()))
                .render());
        parse(new TimeChart("n", 2, Scale.LINEAR).render());
    }

    @Test
    void pagesFetchNothing() {
        String page = new Page("t").chart(new TimeChart("n", 2, Scale.LINEAR)).render();
        assertFalse(page.contains("http:") || page.contains("https:") || page.contains("<script"), page);
        assertTrue(page.contains("<svg"));
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}

package io.slackline.testbed.report;

/** A drawing of figures. Its colours come from the page that it is in, or from the file. */
public sealed interface Chart permits TimeChart, BarChart, QuantileChart, RowChart {
    /** An SVG element for a {@link Page}. */
    String render();

    /** Whether it is as wide as the page. */
    boolean wide();

    /** An SVG file that needs nothing else: light, on white, as papers want it. */
    default String file() {
        String element = render();
        int content = element.indexOf('>') + 1;
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + element.substring(0, content - 1) + " xmlns=\"http://www.w3.org/2000/svg\">\n<style>\n"
                + Palette.LIGHT.inserted(Style.CHART)
                + "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + element.substring(content);
    }
}

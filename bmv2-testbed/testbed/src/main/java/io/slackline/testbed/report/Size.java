package io.slackline.testbed.report;

/** How wide a chart is: as wide as the page, or one of several side by side. */
public enum Size {
    WIDE(920),
    PANEL(450);

    private final int width;

    Size(int width) {
        this.width = width;
    }

    int width() {
        return width;
    }
}

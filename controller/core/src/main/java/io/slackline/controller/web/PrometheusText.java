package io.slackline.controller.web;

/** Writes the text exposition format, version 0.0.4, of Prometheus: families one after the other, each with its samples. */
final class PrometheusText {
    private final StringBuilder text = new StringBuilder(8192);
    private String family = "";

    /** What follows are its samples. */
    void family(String name, String type, String help) {
        family = name;
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** @param labels name, value, name, value, ... */
    void sample(long value, String... labels) {
        head(labels);
        text.append(value).append('\n');
    }

    /** @param labels name, value, name, value, ... */
    void sample(double value, String... labels) {
        head(labels);
        text.append(value).append('\n');
    }

    private void head(String... labels) {
        text.append(family);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',')
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1]))
                    .append('"');
        }
        text.append(labels.length == 0 ? " " : "} ");
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

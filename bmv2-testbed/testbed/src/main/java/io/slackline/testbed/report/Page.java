package io.slackline.testbed.report;

import java.util.List;

/** An HTML page of headings, paragraphs, tables and charts. */
public final class Page {
    private static final String STYLE = """
            :root { --ink: #1c2430; --paper: #ffffff; --faint: #d9dee6; --band: #f3c96a55;
              --c0: #2f6fb0; --c1: #d2691e; --c2: #3b8f5a; --c3: #8a4fb0; --c4: #b03a5b; --c5: #5d7d8a; --c6: #98862a; --c7: #444c5c; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e3e8ef; --paper: #14181f; --faint: #333b48; --band: #f3c96a33;
              --c0: #6aa7e8; --c1: #f0954d; --c2: #6fc48f; --c3: #bd8be0; --c4: #e57a98; --c5: #9db9c5; --c6: #d6c25f; --c7: #aab3c4; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1000px;
              margin: 2em auto; padding: 0 1em; }
            h1 { font-size: 1.6em; } h2 { font-size: 1.2em; margin-top: 2em; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; display: block; overflow-x: auto; }
            th, td { padding: .25em .9em .25em 0; text-align: left; border-bottom: 1px solid var(--faint); }
            .verdict { font-size: 1.15em; font-weight: 600; }
            svg.chart { width: 100%; height: auto; font: 12px system-ui, sans-serif; } svg text { fill: var(--ink); }
            .grid { stroke: var(--faint); } .tick { font-size: 11px; opacity: .75; } .band { fill: var(--band); }
            .mark { stroke: var(--ink); stroke-dasharray: 4 4; opacity: .6; }
            .line { fill: none; stroke-width: 1.6; } .area { stroke: none; opacity: .75; }
            """;

    private final StringBuilder body = new StringBuilder();
    private final String title;

    public Page(String title) {
        this.title = title;
        body.append("<h1>").append(escape(title)).append("</h1>\n");
    }

    public Page heading(String text) {
        body.append("<h2>").append(escape(text)).append("</h2>\n");
        return this;
    }

    public Page verdict(String text) {
        body.append("<p class=\"verdict\">").append(escape(text)).append("</p>\n");
        return this;
    }

    public Page paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    public Page chart(TimeChart chart) {
        body.append(chart.render());
        return this;
    }

    public Page chart(BarChart chart) {
        body.append(chart.render());
        return this;
    }

    /** A table with a heading row. */
    public Page table(List<String> headings, List<List<String>> rows) {
        body.append("<table><tr>");
        headings.forEach(heading -> body.append("<th>").append(escape(heading)).append("</th>"));
        body.append("</tr>\n");
        for (List<String> row : rows) {
            body.append("<tr>");
            row.forEach(cell -> body.append("<td>").append(escape(cell)).append("</td>"));
            body.append("</tr>\n");
        }
        body.append("</table>\n");
        return this;
    }

    public String render() {
        StringBuilder style = new StringBuilder(STYLE);
        for (int i = 0; i < 8; i++) {
            style.append(".line.c%d{stroke:var(--c%d)} .area.c%d,.key.c%d{fill:var(--c%d)}\n".formatted(i, i, i, i, i));
        }
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
                + escape(title) + "</title>\n<style>\n" + style + "</style></head>\n<body>\n" + body
                + "</body></html>\n";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

package io.slackline.testbed.report;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** An HTML page of headings, paragraphs, tables and charts, which fetches nothing. */
public final class Page {
    private static final Pattern NUMBER = Pattern.compile("[-−+±<≈]? ?[0-9].*|–|");

    private final StringBuilder body = new StringBuilder();
    private final String title;

    /** Something that was to hold. */
    public record Check(boolean met, String what, String detail) {}

    /** A cell of a table; its tone is a class of the style sheet, or empty. */
    public record Cell(String text, String tone) {
        public static final String GOOD = "good";
        public static final String BAD = "bad";

        public static Cell plain(String text) {
            return new Cell(text, "");
        }
    }

    public Page(String title) {
        this.title = title;
        element("h1", title);
    }

    public Page heading(String text) {
        return element("h2", text);
    }

    public Page subheading(String text) {
        return element("h3", text);
    }

    public Page verdict(String text) {
        return element("p class=\"verdict\"", text);
    }

    public Page paragraph(String text) {
        return element("p", text);
    }

    /** A paragraph in small print. */
    public Page note(String text) {
        return element("p class=\"soft\"", text);
    }

    private Page element(String name, String text) {
        body.append('<').append(name).append('>').append(escape(text)).append("</");
        body.append(name.replaceAll(" .*", "")).append(">\n");
        return this;
    }

    public Page chart(Chart chart) {
        return chart(chart, "");
    }

    /** With a caption; none where it is empty. */
    public Page chart(Chart chart, String caption) {
        body.append("<figure>\n").append(chart.render());
        if (!caption.isEmpty()) {
            element("figcaption", caption);
        }
        body.append("</figure>\n");
        return this;
    }

    /** Side by side, as many as there is room for. */
    public Page panels(List<? extends Chart> charts) {
        body.append("<div class=\"panels\">\n");
        charts.forEach(chart -> body.append(chart.wide() ? "<figure class=\"wide\">\n" : "<figure>\n")
                .append(chart.render())
                .append("</figure>\n"));
        body.append("</div>\n");
        return this;
    }

    /** What was to hold, and whether it did. */
    public Page checks(List<Check> checks) {
        body.append("<ul class=\"checks\">\n");
        for (Check check : checks) {
            body.append(check.met() ? "<li class=\"met\">" : "<li class=\"missed\">");
            element("span class=\"word\"", check.met() ? "✓ met" : "✗ not met");
            element("span class=\"what\"", check.what());
            element("span", check.detail());
            body.append("</li>\n");
        }
        body.append("</ul>\n");
        return this;
    }

    /** What only some readers want to see; they open it. */
    public Page folded(String summary, Consumer<Page> content) {
        body.append("<details>");
        element("summary", summary);
        content.accept(this);
        body.append("</details>\n");
        return this;
    }

    /** A table with a heading row. Columns of numbers are aligned to the right. */
    public Page table(List<String> headings, List<List<String>> rows) {
        return cells(
                headings,
                rows.stream().map(row -> row.stream().map(Cell::plain).toList()).toList());
    }

    /** As {@link #table}, with tones. */
    public Page cells(List<String> headings, List<List<Cell>> rows) {
        body.append("<div class=\"scroll\"><table><tr>");
        for (int i = 0; i < headings.size(); i++) {
            cell("th", numeric(rows, i) ? "n" : "", headings.get(i));
        }
        body.append("</tr>\n");
        for (List<Cell> row : rows) {
            body.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                String style =
                        numeric(rows, i) ? "n " + row.get(i).tone() : row.get(i).tone();
                cell("td", style.strip(), row.get(i).text());
            }
            body.append("</tr>\n");
        }
        body.append("</table></div>\n");
        return this;
    }

    private static boolean numeric(List<List<Cell>> rows, int column) {
        return rows.stream()
                        .allMatch(row -> column < row.size()
                                && NUMBER.matcher(row.get(column).text()).matches())
                && rows.stream().anyMatch(row -> !row.get(column).text().isEmpty());
    }

    private void cell(String name, String style, String text) {
        body.append('<').append(name);
        if (!style.isEmpty()) {
            body.append(" class=\"").append(style).append('"');
        }
        body.append('>').append(escape(text)).append("</").append(name).append('>');
    }

    public String render() {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
                + escape(title) + "</title>\n<style>\n" + Style.page() + "</style></head>\n<body>\n" + body
                + "</body></html>\n";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

package io.slackline.common.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Rows of {@code T} under headings; columns are as wide as their widest cell and two blanks apart. Immutable.
 *
 * @param <T> what one row shows
 */
public final class Table<T> {
    private final List<Column<T>> columns;

    private Table(List<Column<T>> columns) {
        this.columns = columns;
    }

    private enum Side {
        LEFT,
        RIGHT
    }

    private record Column<T>(String heading, Side side, Function<T, ?> cell) {}

    public static <T> Table<T> empty() {
        return new Table<>(List.of());
    }

    /** The same table with one column more, of text. */
    public Table<T> text(String heading, Function<T, ?> cell) {
        return with(new Column<>(heading, Side.LEFT, cell));
    }

    /** The same table with one column more, of numbers: set to the right. */
    public Table<T> number(String heading, Function<T, ?> cell) {
        return with(new Column<>(heading, Side.RIGHT, cell));
    }

    private Table<T> with(Column<T> column) {
        var more = new ArrayList<>(columns);
        more.add(column);
        return new Table<>(List.copyOf(more));
    }

    /** The heading line and one line for each row, each with a line feed; an empty cell shows as {@code -}. */
    public String render(Iterable<? extends T> rows) {
        var lines = new ArrayList<List<String>>();
        lines.add(columns.stream().map(Column::heading).toList());
        for (var row : rows) {
            lines.add(columns.stream().map(column -> cell(column, row)).toList());
        }
        var out = new StringBuilder();
        lines.forEach(line -> append(out, line, widths(lines)));
        return out.toString();
    }

    private static <T> String cell(Column<T> column, T row) {
        var text = String.valueOf(column.cell().apply(row)).replaceAll("\\s+", " ");
        return text.isBlank() ? "-" : text;
    }

    private int[] widths(List<List<String>> lines) {
        var widths = new int[columns.size()];
        for (var line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return widths;
    }

    private void append(StringBuilder out, List<String> line, int[] widths) {
        var text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            var cell = line.get(i);
            int padding = widths[i] - cell.length();
            text.append(i == 0 ? "" : "  ");
            if (columns.get(i).side() == Side.RIGHT) {
                text.repeat(' ', padding).append(cell);
            } else {
                text.append(cell).repeat(' ', padding);
            }
        }
        out.append(text.toString().stripTrailing()).append('\n');
    }
}

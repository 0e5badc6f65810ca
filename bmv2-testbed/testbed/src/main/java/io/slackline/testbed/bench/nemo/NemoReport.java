package io.slackline.testbed.bench.nemo;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.report.BarChart;
import io.slackline.testbed.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what was measured: every invocation as CSV, the paper's figures as a page. */
final class NemoReport {
    /** A figure of the paper: what is divided by what. */
    private record PaperFigure(String title, String paper, List<String> ways, String normalizedTo) {}

    private static final List<PaperFigure> FIGURES = List.of(
            new PaperFigure(
                    "Figure 10: resource harvesting",
                    "The paper: 1.83 to 12.7 times faster with harvesting.",
                    List.of("cold", "cold-harvest", "warm", "nemo"),
                    "nemo"),
            new PaperFigure(
                    "Figure 11: the warm pool",
                    "The paper: OCR 3 to 11 times, sentiment 47 to 127 times faster when warm.",
                    List.of("cold", "warm", "cold-harvest", "nemo"),
                    "nemo"),
            new PaperFigure(
                    "Figure 12: both together against straight co-location",
                    "The paper: 16 to 628 times.",
                    List.of("co-location", "nemo"),
                    "nemo"),
            new PaperFigure(
                    "Figure 13: against native processing",
                    "The paper: 1.15 to 4.14 times slower than native-warm, 1.64 to 25 times faster than native-cold.",
                    List.of("native-cold", "native-warm", "nemo"),
                    "nemo"),
            new PaperFigure(
                    "Figure 14: the mixed stream",
                    "The paper: 12.5 to 25 times faster than co-location, 1.6 times slower than native.",
                    List.of("co-location", "nemo", "native"),
                    "nemo"));

    private NemoReport() {}

    static void write(Path directory, List<Cell> cells) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("nemo.csv"), csv(cells));
            Files.writeString(directory.resolve("nemo.html"), page(cells));
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot write the report to " + directory, e);
        }
    }

    static String csv(List<Cell> cells) {
        StringBuilder csv = new StringBuilder(
                "network_function,frame_bytes,way,cell,function,start,latency_us,nf_offered_pps,nf_delivered_share,nf_latency_p50_us,nf_latency_p99_us\n");
        for (Cell cell : cells) {
            boolean packets = cell.frameBytes() > 0;
            String nf = packets
                    ? String.format(
                            Locale.ROOT,
                            "%.0f,%.5f,%.1f,%.1f",
                            cell.nf().offeredPerSecond(),
                            cell.nf().deliveredShare(),
                            cell.nf().p50Micros(),
                            cell.nf().p99Micros())
                    : ",,,";
            for (Sample sample : cell.samples()) {
                csv.append(String.format(
                        Locale.ROOT,
                        "%s,%d,%s,%s,%s,%s,%.1f,%s%n",
                        cell.networkFunction(),
                        cell.frameBytes(),
                        cell.way(),
                        cell.function(),
                        sample.function().functionName(),
                        sample.start(),
                        sample.micros(),
                        nf));
            }
        }
        return csv.toString();
    }

    private static String page(List<Cell> cells) {
        Page page = new Page("Slackline: functions on the slack of network functions");
        for (PaperFigure figure : FIGURES) {
            boolean mixed = figure.title().startsWith("Figure 14");
            page.heading(figure.title());
            page.paragraph(figure.paper() + " Shown: mean latency in terms of " + figure.normalizedTo()
                    + "; beside it what the far end of the network function saw meanwhile.");
            BarChart chart = new BarChart("×", figure.ways());
            List<List<String>> rows = new ArrayList<>();
            for (Cell base : cells) {
                if (!base.way().equals(figure.normalizedTo()) || base.function().equals(Cell.MIXED) != mixed) {
                    continue;
                }
                String label = base.networkFunction() + " " + base.frameBytes() + (mixed ? "" : " " + base.function());
                List<Double> values = new ArrayList<>();
                for (String way : figure.ways()) {
                    Cell cell = like(base, way, cells);
                    values.add(cell.meanMicros() / base.meanMicros());
                    rows.add(row(label, cell, base));
                }
                chart.group(label, values);
            }
            page.chart(chart);
            page.table(List.of("beside", "way", "mean latency", "× nemo", "NF delivered", "NF p50", "NF p99"), rows);
        }
        return page.render();
    }

    /** The cell of another way that is to be compared with this one. Native ones belong to the round, in whose order they were measured. */
    private static Cell like(Cell base, String way, List<Cell> cells) {
        boolean isNative = way.startsWith("native");
        List<Cell> found = cells.stream()
                .filter(cell -> cell.way().equals(way)
                        && cell.function().equals(base.function())
                        && (isNative
                                || (cell.networkFunction().equals(base.networkFunction())
                                        && cell.frameBytes() == base.frameBytes())))
                .toList();
        if (!isNative) {
            return found.getFirst();
        }
        List<Sample> samples =
                found.stream().flatMap(cell -> cell.samples().stream()).toList();
        return new Cell(Cell.NONE, 0, way, base.function(), samples, new NfFigures());
    }

    private static List<String> row(String label, Cell cell, Cell base) {
        boolean packets = cell.frameBytes() > 0;
        return List.of(
                label,
                cell.way(),
                String.format(Locale.ROOT, "%.2f ms", cell.meanMicros() / 1e3),
                String.format(Locale.ROOT, "%.2f", cell.meanMicros() / base.meanMicros()),
                packets ? String.format(Locale.ROOT, "%.2f %%", 100 * cell.nf().deliveredShare()) : "",
                packets ? String.format(Locale.ROOT, "%.0f us", cell.nf().p50Micros()) : "",
                packets ? String.format(Locale.ROOT, "%.0f us", cell.nf().p99Micros()) : "");
    }
}

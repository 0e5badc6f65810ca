package io.slackline.testbed.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Judgement;
import io.slackline.testbed.experiment.RunResult.Latency;
import io.slackline.testbed.experiment.RunResult.Point;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.Requests;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class RunReportTest {
    @TempDir
    private Path directory;

    private String read(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    private List<Path> plots() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".svg")).toList();
        }
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void everyPlotIsAFileThatNeedsNothingElse() throws Exception {
        RunReport.write(MadeUpRun.of(1, 5), directory);
        // Two metrics, two quantiles, two windows, two series of three variants.
        assertEquals(2 + 2 + 2 + 2 * 3, plots().size());
        for (Path plot : plots()) {
            String svg = Files.readString(plot);
            assertEquals(
                    "http://www.w3.org/2000/svg",
                    parse(svg).getDocumentElement().getAttribute("xmlns"));
            assertFalse(svg.contains("NaN") || svg.contains("Infinity") || svg.contains("var("), svg);
            assertFalse(svg.replace("http://www.w3.org/2000/svg", "").matches("(?s).*(href|url\\(|https?:).*"), svg);
        }
    }

    @Test
    void thePageFetchesNothingAndSaysWhatWasJudgedFirst() throws IOException {
        RunReport.write(MadeUpRun.of(1, 5), directory);
        String page = read("report.html");
        assertFalse(page.matches("(?s).*(href|src=|url\\(|https?:|<script).*"), page);
        assertTrue(page.contains("Slack steering &lt;against&gt; baselines &amp; others"), page);
        assertTrue(page.contains("1 of 2 judgements are not met."), page);
        assertTrue(page.indexOf("not met</span>") < page.indexOf("<h2>"), page);
        assertTrue(page.contains("1.17; limit: at most 1.1"), page);
        for (String noted : List.of("Made Up 3000", "abcdef1", "6.18", "not known")) {
            assertTrue(page.contains(noted), noted);
        }
    }

    @Test
    void thePageSaysWhichVariantsDifferAndWhichDoNot() throws IOException {
        RunReport.write(MadeUpRun.of(1, 5), directory);
        String page = read("report.html");
        assertTrue(page.matches("(?s).*<p>Worse: [^<]*latency p50, before \\+.*"), page);
        assertTrue(page.contains("No difference found: "), page);
    }

    @Test
    void withTooFewRepetitionsNothingIsClaimed() throws IOException {
        RunReport.write(MadeUpRun.of(1, 2), directory);
        String page = read("report.html");
        assertTrue(page.contains("Too few repetitions"), page);
        assertFalse(page.contains("±") || page.contains("Worse:") || page.contains("Better:"), page);
        assertTrue(read("summary.csv").contains("slack,reaction,us,lower,2,"), read("summary.csv"));
    }

    @Test
    void tablesHoldEveryMeasurement() throws IOException {
        RunResult run = MadeUpRun.of(1, 3);
        RunReport.write(run, directory);
        List<String> figures = read("figures.csv").lines().toList();
        assertEquals("variant,repetition,figure,value,unit,better", figures.getFirst());
        // sent, ok, failed, duplicated, lost in flight; three quantiles of two windows; two metrics
        assertEquals(1 + 3 * 3 * (5 + 6 + 2), figures.size());
        assertEquals("slack,1,sent,12000,requests,none", figures.get(1));
        assertEquals(1 + 3 * 3 * 6 * 105, read("series.csv").lines().count());
        assertEquals(
                "p99 in the window against before,slack,1.17,at most,1.1,1,false",
                read("judgements.csv").lines().toList().get(2));
        assertTrue(
                figures.contains("slack,1,\"latency p99, before\"," + samples(run) + ",us,lower"), figures.toString());
    }

    private static double samples(RunResult run) {
        return run.variants()
                .getFirst()
                .repetitions()
                .getFirst()
                .latencyUs()
                .get("before")
                .p99();
    }

    /** One repetition with these windows, and a judgement of that name. */
    private static RunResult run(Map<String, Latency> windows, String judgement) {
        RunResult like = MadeUpRun.of(1, 1);
        return new RunResult(
                like.experiment(),
                like.title(),
                like.description(),
                like.switchKind(),
                like.testbed(),
                like.size(),
                like.started(),
                like.machine(),
                "only",
                1,
                List.of(new VariantResult(
                        "only",
                        "",
                        List.of(new Repetition(
                                new Requests(30, 30, 0, 0, 0), windows, Map.of(), List.of(), List.of())))),
                List.of(new Judgement(judgement, "only", "at most", 1, 0.5, "", true)),
                List.of());
    }

    @Test
    void aQuantileThatNoRequestLiesBeyondIsLeftOut() throws IOException {
        Map<String, Latency> windows = new LinkedHashMap<>();
        windows.put("few", new Latency(11, 12, 13, 14, 15, 11, 30, List.of(new Point(0.5, 11))));
        windows.put("empty", new Latency(0, 0, 0, 0, 0, 0, 0, List.of()));
        RunReport.write(run(windows, "it holds"), directory);
        String cells = read("report.html").replaceAll("</td><td[^>]*>", " ");
        assertTrue(cells.contains("few 1 30 11 µs 12 µs – – 15 µs"), cells);
        assertTrue(cells.contains("empty 1 0 – – – – –"), cells);
        assertEquals(
                List.of("only,1,few,30,0.5,11.0", "only,1,few,30,1,15"),
                read("latency.csv").lines().skip(1).toList());
    }

    @Test
    void namesMayHoldAnyCharacters() throws Exception {
        RunReport.write(run(Map.of(), "p99, \"after\" < before &\nmore"), directory);
        assertEquals(
                "\"p99, \"\"after\"\" < before &\nmore\",only,0.5,at most,1.0,,true",
                read("judgements.csv").split("\n", 2)[1].strip());
        String page = read("report.html");
        assertTrue(page.contains("p99, &quot;after&quot; &lt; before &amp;\nmore"), page);
    }

    @Test
    void theReportIsTheSameInCountriesWithDecimalCommas() throws IOException {
        RunResult run = MadeUpRun.of(1, 3);
        Map<Path, String> files = written(run, Locale.ROOT);
        for (Locale locale : List.of(Locale.GERMANY, Locale.of("tr", "TR"))) {
            Map<Path, String> there = written(run, locale);
            files.forEach((file, text) -> assertEquals(text, there.get(file), file + " in " + locale));
        }
    }

    private Map<Path, String> written(RunResult run, Locale locale) throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(locale);
        try {
            run.write(directory);
            RunReport.write(RunResult.read(directory), directory);
        } finally {
            Locale.setDefault(before);
        }
        Map<Path, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                texts.put(file, Files.readString(file));
            }
        }
        return texts;
    }

    @Test
    void theSameRunMakesTheSameReport() throws IOException {
        RunResult run = MadeUpRun.of(1, 3);
        run.write(directory);
        RunReport.write(run, directory);
        String page = read("report.html");
        RunReport.write(RunResult.read(directory), directory);
        assertEquals(page, read("report.html"));
    }
}

package io.slackline.testbed.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.workload.WorkloadFunction.Case;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WorkloadFunctionTest {
    @TempDir
    private Path directory;

    private List<Case> cases(WorkloadFunction function) {
        String missing = function.missing().orElse("");
        Assumptions.assumeTrue(missing.isEmpty(), missing);
        return function.cases(function.unpack(directory));
    }

    @ParameterizedTest
    @EnumSource
    void theSameRequestsAndAnswersEveryTime(WorkloadFunction function) {
        assertEquals(cases(function), function.cases(function.unpack(directory.resolve("again"))));
        assertEquals(function.artifact(), function.artifact());
    }

    @Test
    void markdownBecomesHtml() {
        Case page = cases(WorkloadFunction.MARKDOWN_HTML).getFirst();
        assertTrue(page.request().startsWith("# Page 0\n"));
        assertTrue(page.answer().startsWith("<h1 id=\"page-0\">Page 0</h1>\n<h2 "), page.answer());
        assertEquals(
                page.request().lines().filter(line -> line.startsWith("- ")).count(),
                page.answer().split("<li>", -1).length - 1);
        assertTrue(page.answer().contains("<table>") && page.answer().contains("class=\"footnote\""));
    }

    @Test
    void iconsHaveTheirSizes() {
        for (Case image : cases(WorkloadFunction.IMG_RESIZE)) {
            assertEquals(
                    List.of("16x16", "32x32", "48x48", "64x64", "128x128"),
                    image.answer().lines().map(line -> line.split(" ")[0]).toList());
        }
    }

    /** The sentences alternate between the moods; some of them say "not". */
    @Test
    void moodsAreRecognized() {
        int right = 0;
        int all = 0;
        List<Case> cases = cases(WorkloadFunction.SENTIMENT);
        for (int number = 0; number < cases.size(); number++) {
            List<String> moods = cases.get(number).answer().lines().toList();
            for (int i = 0; i < moods.size(); i++) {
                String meant = (number + i) % 2 == 1 ? "positive" : "negative";
                right += moods.get(i).startsWith(meant) ? 1 : 0;
                all++;
            }
        }
        assertTrue(right > 0.95 * all, right + " of " + all);
    }

    @Test
    void textIsReadFromImages() {
        String words = "SLACK SWITCH EDGE NODE PACKET FLOW BUDGET CORE CYCLE REQUEST ANSWER REPORT QUEUE SERVER";
        List<String> vocabulary = List.of(words.split(" "));
        List<Case> cases = cases(WorkloadFunction.OCR_IMG);
        for (int number = 0; number < cases.size(); number++) {
            String drawn = "%s %s %s\n"
                    .formatted(
                            vocabulary.get(number % 14),
                            vocabulary.get(number * 5 % 14),
                            vocabulary.get((number * 3 + 1) % 14));
            assertEquals(drawn, cases.get(number).answer());
        }
    }

    /** The energy at the start and the limits are those that the Benchmarks Game prints. */
    @Test
    void energyIsConserved() {
        for (Case system : cases(WorkloadFunction.NBODY)) {
            List<String> energies = system.answer().lines().toList();
            assertEquals("-0.169075164", energies.get(0));
            assertEquals(-0.16907, Double.parseDouble(energies.get(1)), 0.0001);
        }
    }

    @Test
    void pancakesAreFlippedAsOthersFlipThem() {
        assertEquals("228\n16\n", cases(WorkloadFunction.FANNKUCH).getFirst().answer());
    }

    @Test
    void documentsAreReadBack() {
        assertTrue(cases(WorkloadFunction.JSON_DUMPS).getFirst().answer().matches("\\d{5,6} [0-9a-f]{8}\n"));
    }

    @Test
    void patternsAreCounted() {
        List<String> lines =
                cases(WorkloadFunction.REGEX).getFirst().answer().lines().toList();
        assertEquals(7, lines.size());
        assertTrue(lines.getFirst().matches("agggtaaa\\|tttaccct [3-9]"), lines.getFirst());
    }

    @Test
    void theFernCoversSomeOfThePicture() {
        int covered = Integer.parseInt(
                cases(WorkloadFunction.CHAOS).getFirst().answer().split(" ")[0]);
        assertTrue(covered > 1500 && covered < 64 * 128, "" + covered);
    }

    /** Machin's formula in decimals. */
    @Test
    void digitsOfPiAreRight() {
        for (Case digits : cases(WorkloadFunction.PIDIGITS)) {
            int count = Integer.parseInt(digits.request());
            MathContext precision = new MathContext(count + 10);
            BigDecimal pi = arctan(5, precision)
                    .multiply(BigDecimal.valueOf(16))
                    .subtract(arctan(239, precision).multiply(BigDecimal.valueOf(4)));
            assertEquals(pi.toString().replace(".", "").substring(0, count) + "\n", digits.answer());
        }
    }

    private static BigDecimal arctan(int inverse, MathContext precision) {
        BigDecimal square = BigDecimal.valueOf((long) inverse * inverse);
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(inverse), precision);
        BigDecimal sum = power;
        for (int i = 1; power.scale() - power.precision() < precision.getPrecision(); i++) {
            power = power.divide(square, precision).negate();
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * i + 1), precision), precision);
        }
        return sum;
    }
}

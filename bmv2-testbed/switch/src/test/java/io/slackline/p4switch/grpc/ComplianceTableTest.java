package io.slackline.p4switch.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/p4runtime.md says which test shows which requirement: they all exist, and its figures are its rows. */
class ComplianceTableTest {

    private static final Path TESTS = Path.of("src/test/java");
    private static final Path GOLDEN = Path.of("src/test/resources/golden_errors");
    private static final Pattern SECTION = Pattern.compile("A|\\d+(\\.\\d+){0,2}");
    private static final int LEAST_ROWS = 150;

    private record Row(String section, String requirement, String status, String tests) {}

    private static String page() throws IOException {
        return Files.readString(Path.of(System.getProperty("slackline.root"), "docs", "p4runtime.md"));
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : page().lines().filter(text -> text.startsWith("| ")).toList()) {
            String[] cells = line.split("\\|", -1);
            if (!cells[1].isBlank() && !cells[1].strip().equals("section") && !cells[1].contains("---")) {
                assertEquals(6, cells.length, line);
                rows.add(new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip()));
            }
        }
        return rows;
    }

    private static boolean exists(String test) throws IOException {
        if (test.startsWith("golden ")) {
            return Files.exists(GOLDEN.resolve(test.substring("golden ".length()) + ".txt"));
        }
        String[] parts = test.split("#", -1);
        if (parts.length != 2) {
            return false;
        }
        try (Stream<Path> files = Files.walk(TESTS)) {
            List<Path> classes = files.filter(
                            file -> file.getFileName().toString().equals(parts[0] + ".java"))
                    .toList();
            return classes.size() == 1 && Files.readString(classes.getFirst()).contains("void " + parts[1] + "(");
        }
    }

    @Test
    void everyTestThatItNamesExists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Row row : rows()) {
            for (String test : row.tests().split(", ", -1)) {
                if (!test.equals("-") && !exists(test)) {
                    missing.add(row.section() + ": " + test);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyRowHasASectionAndAStatus() throws IOException {
        List<Row> rows = rows();
        assertTrue(rows.size() >= LEAST_ROWS, rows.size() + " rows");
        for (Row row : rows) {
            assertTrue(SECTION.matcher(row.section()).matches(), row.toString());
            assertTrue(Set.of("yes", "partly", "no").contains(row.status()), row.toString());
        }
    }

    @Test
    void itsFiguresAreItsRows() throws IOException {
        List<Row> rows = rows();
        String figures = rows.size() + " rows: " + count(rows, "yes") + " yes, " + count(rows, "partly") + " partly, "
                + count(rows, "no") + " no.";
        assertTrue(page().contains(figures), figures);
    }

    private static long count(List<Row> rows, String status) {
        return rows.stream().filter(row -> row.status().equals(status)).count();
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Sums up the reports that Surefire left in the modules: {@code java TestSummary.java ROOT REQUIRE_ALL}.
 *
 * <p>Run from its source, so that it also works when nothing compiles. A skip whose reason begins with the name of a group in brackets,
 * such as {@code [bmv2]}, is excused for the groups whose tools no package registry has. Exit code 1 when a test failed, when none was
 * run, or, with REQUIRE_ALL, when one was skipped without excuse.
 */
final class TestSummary {
    private static final Set<String> EXCUSED_GROUPS = Set.of("bmv2", "p4c", "tofino");
    private static final String ASSUMPTION = "Assumption failed: ";

    private final Map<String, Counts> modules = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<Skip> excused = new ArrayList<>();
    private final List<Skip> skips = new ArrayList<>();

    private static final class Counts {
        private int passed;
        private int failed;
        private int skipped;
    }

    private record Skip(String className, String method, String reason) {}

    private enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    public static void main(String[] arguments) throws IOException, XMLStreamException {
        var summary = new TestSummary();
        summary.readAll(Path.of(arguments[0]));
        System.exit(summary.print(Boolean.parseBoolean(arguments[1])) ? 0 : 1);
    }

    private void readAll(Path root) throws IOException, XMLStreamException {
        List<Path> reports;
        try (Stream<Path> files = Files.walk(root, 6)) {
            reports = files.filter(file -> file.toString().matches(".*/target/surefire-reports/TEST-[^/]*\\.xml"))
                    .sorted()
                    .toList();
        }
        for (var report : reports) {
            var module = root.relativize(report.getParent().getParent().getParent()).toString();
            read(report, modules.computeIfAbsent(module, _ -> new Counts()));
        }
    }

    private void read(Path report, Counts counts) throws IOException, XMLStreamException {
        try (var stream = Files.newInputStream(report)) {
            var xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(stream);
            var className = "";
            var method = "";
            var outcome = Outcome.PASSED;
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamReader.START_ELEMENT -> {
                        switch (xml.getLocalName()) {
                            case "testcase" -> {
                                className = simpleName(attribute(xml, "classname"));
                                method = attribute(xml, "name");
                                outcome = Outcome.PASSED;
                            }
                            case "failure", "error" -> {
                                outcome = Outcome.FAILED;
                                failures.add(className + "." + method + ": " + reason(xml));
                            }
                            case "skipped" -> {
                                outcome = Outcome.SKIPPED;
                                skip(className, method, reason(xml));
                            }
                            default -> {}
                        }
                    }
                    case XMLStreamReader.END_ELEMENT -> {
                        if (xml.getLocalName().equals("testcase")) {
                            count(counts, outcome);
                        }
                    }
                    default -> {}
                }
            }
        }
    }

    private static void count(Counts counts, Outcome outcome) {
        switch (outcome) {
            case PASSED -> counts.passed++;
            case FAILED -> counts.failed++;
            case SKIPPED -> counts.skipped++;
        }
    }

    private void skip(String className, String method, String why) {
        var reason = why.startsWith(ASSUMPTION) ? why.substring(ASSUMPTION.length()) : why;
        boolean isExcused = EXCUSED_GROUPS.stream().anyMatch(group -> reason.startsWith("[" + group + "]"));
        (isExcused ? excused : skips).add(new Skip(className, method, reason));
    }

    /** Whether all is well. */
    private boolean print(boolean requireAll) {
        var total = new Counts();
        System.out.printf("%-26s %8s %8s %8s%n", "MODULE", "PASSED", "FAILED", "SKIPPED");
        modules.forEach((module, counts) -> {
            System.out.printf("%-26s %8d %8d %8d%n", module, counts.passed, counts.failed, counts.skipped);
            total.passed += counts.passed;
            total.failed += counts.failed;
            total.skipped += counts.skipped;
        });
        list("Failed", failures);
        list(requireAll ? "Skipped, which --require-all does not allow" : "Skipped", byClass(skips));
        list("Skipped, for want of tools that no registry has", byClass(excused));
        System.out.printf("%n%d passed, %d failed, %d skipped%n", total.passed, total.failed, total.skipped);
        return total.passed > 0 && total.failed == 0 && (!requireAll || skips.isEmpty());
    }

    private static void list(String heading, List<String> items) {
        if (!items.isEmpty()) {
            System.out.printf("%n%s:%n", heading);
            items.forEach(item -> System.out.println("  " + item));
        }
    }

    /** The tests of one class that were skipped for the same reason are one line. */
    private static List<String> byClass(List<Skip> skips) {
        var groups = new LinkedHashMap<Skip, List<Skip>>();
        for (var skip : skips) {
            groups.computeIfAbsent(new Skip(skip.className(), "", skip.reason()), _ -> new ArrayList<>()).add(skip);
        }
        return groups.values().stream()
                .map(group -> group.getFirst().className()
                        + (group.size() == 1 ? "." + group.getFirst().method() : " (" + group.size() + " tests)") + ": "
                        + group.getFirst().reason())
                .toList();
    }

    private static String attribute(XMLStreamReader xml, String name) {
        var value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    /** The first line of the message, or of the stack trace without the exception's class. Leaves the reader behind the element. */
    private static String reason(XMLStreamReader xml) throws XMLStreamException {
        var message = attribute(xml, "message");
        var type = attribute(xml, "type");
        var text = message.isBlank() ? xml.getElementText().replaceFirst("^\\s*" + Pattern.quote(type) + "(: )?", "") : message;
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("no reason given");
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}

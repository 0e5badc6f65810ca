package io.slackline.testbed.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.cli.Cli;
import io.slackline.cli.Console;
import io.slackline.cli.Console.Screen;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every {@code ./slackline …} in README and docs is a command that exists, with options that it has; and every command is documented. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("slackline.root", "../.."));
    private static final Pattern COMMAND_LINE = Pattern.compile("\\./slackline((?: +[^\\s`|;&)]+)*)");
    private static final Pattern HELP_LINE = Pattern.compile("^  ([a-z][a-z-]*) ", Pattern.MULTILINE);

    private record Mention(Path file, List<String> words) {
        @Override
        public String toString() {
            return ROOT.relativize(file) + ": ./slackline " + String.join(" ", words);
        }
    }

    private static List<Mention> mentions() throws IOException {
        var mentions = new ArrayList<Mention>();
        for (var file : documents()) {
            var matcher = COMMAND_LINE.matcher(Files.readString(file));
            while (matcher.find()) {
                var words = Arrays.stream(matcher.group(1).trim().split(" +")).filter(word -> !word.isEmpty());
                mentions.add(new Mention(file, words.toList()));
            }
        }
        return mentions;
    }

    private static List<Path> documents() throws IOException {
        try (var docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    private static Set<String> launched() throws IOException {
        var help = Files.readString(ROOT.resolve("controller/cli/launcher/help.txt"));
        return HELP_LINE
                .matcher(help)
                .results()
                .map(line -> line.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static CommandLine operators() {
        var nowhere = new PrintStream(PrintStream.nullOutputStream());
        var console = new Console(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, Screen.STREAM, _ -> {});
        return new Cli(console, _ -> {
                    throw new IllegalStateException("no command is run");
                })
                .commandLine();
    }

    @Test
    void everyCommandNamedInTheDocumentsExists() throws IOException {
        var launched = launched();
        var operators = operators();
        var wrong = new ArrayList<String>();
        for (var mention : mentions()) {
            var words = mention.words();
            if (words.isEmpty()
                    || words.getFirst().startsWith("-")
                    || words.getFirst().equals("COMMAND")) {
                continue;
            }
            var operator = operators.getSubcommands().get(words.getFirst());
            if (!launched.contains(words.getFirst())) {
                wrong.add(mention + ": there is no such command");
            } else if (operator != null) {
                check(operator.getCommandSpec(), words.subList(1, words.size()), mention, wrong);
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static void check(CommandSpec spec, List<String> words, Mention mention, List<String> wrong) {
        var rest = words;
        if (!spec.subcommands().isEmpty()
                && !rest.isEmpty()
                && rest.getFirst().matches("[a-z-]+")
                && !rest.getFirst().startsWith("-")) {
            var child = spec.subcommands().get(rest.getFirst());
            if (child == null) {
                wrong.add(mention + ": " + spec.qualifiedName() + " has no " + rest.getFirst());
                return;
            }
            check(child.getCommandSpec(), rest.subList(1, rest.size()), mention, wrong);
            return;
        }
        for (var word : rest) {
            if (word.equals("--")) {
                return;
            }
            var option = word.replaceAll("=.*", "");
            if (option.startsWith("-") && spec.findOption(option) == null) {
                wrong.add(mention + ": " + spec.qualifiedName() + " has no option " + option);
            }
        }
    }

    @Test
    void everyOperatorsCommandIsInTheLaunchersHelp() throws IOException {
        assertTrue(
                launched().containsAll(operators().getSubcommands().keySet()),
                launched().toString());
    }

    @Test
    void everyCommandIsDocumented() throws IOException {
        var documented = mentions().stream()
                .map(Mention::words)
                .filter(words -> !words.isEmpty())
                .map(List::getFirst)
                .collect(Collectors.toSet());
        var silent = launched();
        silent.removeAll(documented);
        assertEquals(Set.of(), silent);
        assertFalse(documented.isEmpty());
    }
}

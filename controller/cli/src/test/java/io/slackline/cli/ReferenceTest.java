package io.slackline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The reference in {@code docs/cli.md} is what the commands say of themselves; written anew like the golden files. */
class ReferenceTest {
    private static final Path DOCUMENT = Path.of("../../docs/cli.md");
    private static final String MARK = "<!-- generated -->\n";

    @Test
    void theDocumentShowsTheHelpOfEveryCommand() throws IOException {
        var document = Files.readString(DOCUMENT);
        var byHand = document.substring(0, document.indexOf(MARK) + MARK.length());
        var reference = new StringBuilder(byHand);
        append(commands(), reference);
        if (System.getProperty("slackline.golden", "").equals("write")) {
            Files.writeString(DOCUMENT, reference);
        }
        assertEquals(Files.readString(DOCUMENT), reference.toString());
    }

    private static void append(CommandLine command, StringBuilder reference) {
        for (var child : command.getSubcommands().values()) {
            if (child.getSubcommands().isEmpty()) {
                reference
                        .append("\n### ")
                        .append(child.getCommandSpec().qualifiedName())
                        .append("\n\n```\n");
                reference
                        .append(child.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing())
                        .append("\n```\n");
            }
            append(child, reference);
        }
    }

    private static CommandLine commands() {
        var nowhere = new PrintStream(PrintStream.nullOutputStream());
        var console =
                new Console(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, Console.Screen.STREAM, _ -> {});
        return new Cli(console, _ -> {
                    throw new IllegalStateException("no command is run");
                })
                .commandLine();
    }
}

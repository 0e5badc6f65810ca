package io.slackline.cli.options;

import com.google.protobuf.Message;
import io.slackline.cli.Console;
import io.slackline.common.output.Json;
import io.slackline.common.output.OutputFormat;
import io.slackline.common.output.Table;
import io.slackline.common.output.YamlText;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Option;

/** How to print data. */
public final class OutputOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json or yaml; default ${DEFAULT-VALUE}.",
            defaultValue = "table")
    private OutputFormat format = OutputFormat.TABLE;

    public OutputFormat format() {
        return format;
    }

    /** One object, or the table's one row. */
    public <T extends Message> void printOne(Console console, T message, Table<T> table) {
        print(console, message, table.render(List.of(message)));
    }

    /** An array, or the table. */
    public <T extends Message> void printAll(Console console, List<T> messages, Table<T> table) {
        print(console, messages, table.render(messages));
    }

    /** The data in JSON and YAML, the text otherwise. */
    public void print(Console console, Object data, String text) {
        print(console.out(), data, text);
    }

    /** As {@link #print(Console, Object, String)}. */
    public void print(PrintStream out, Object data, String text) {
        switch (format) {
            case TABLE -> out.print(text);
            case JSON -> out.println(Json.pretty(data));
            case YAML -> out.print(YamlText.of(data));
        }
        out.flush();
    }

    /** One of a stream: an object on one line, a YAML document, or the text. */
    public void printNext(Console console, Object data, String text) {
        switch (format) {
            case TABLE -> console.out().print(text);
            case JSON -> console.out().println(Json.compact(data));
            case YAML -> console.out().print("---\n" + YamlText.of(data));
        }
        console.out().flush();
    }
}

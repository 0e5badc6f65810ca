package io.slackline.testbed.demo;

import io.slackline.common.output.Json;
import io.slackline.common.output.OutputFormat;
import io.slackline.common.output.YamlText;
import java.io.PrintStream;
import java.util.Map;

/** Prints a result in the form that was asked for. */
public final class DemoOutput {
    private DemoOutput() {}

    public static void print(DemoResult result, OutputFormat format, PrintStream out) {
        Map<String, Object> tree = DemoJson.of(result);
        out.println(
                switch (format) {
                    case TABLE -> DemoTable.of(result).strip();
                    case JSON -> Json.pretty(tree);
                    case YAML -> YamlText.of(tree).strip();
                });
        out.flush();
    }
}

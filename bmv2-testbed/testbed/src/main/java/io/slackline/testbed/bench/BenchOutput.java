package io.slackline.testbed.bench;

import io.slackline.common.output.Json;
import io.slackline.common.output.OutputFormat;
import io.slackline.common.output.Table;
import io.slackline.common.output.YamlText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Figures in the form that was asked for. */
public final class BenchOutput {
    private BenchOutput() {}

    public static String of(List<Figure> figures, OutputFormat format) {
        Map<String, Object> tree =
                Map.of("benchmarks", figures.stream().map(Figure::tree).toList());
        return switch (format) {
            case TABLE -> table(figures);
            case JSON -> Json.pretty(tree);
            case YAML -> YamlText.of(tree).strip();
        };
    }

    private static String table(List<Figure> figures) {
        return Table.<Figure>empty()
                .text("BENCHMARK", Figure::name)
                .number("VALUE", figure -> number(OptionalDouble.of(figure.value())))
                .text("UNIT", Figure::unit)
                .text(
                        "BASELINE",
                        figure -> figure.baseline().map(Figure.Baseline::name).orElse(""))
                .number(
                        "ITS VALUE",
                        figure -> number(
                                figure.baseline().map(Figure.Baseline::value).orElse(OptionalDouble.empty())))
                .number("RATIO", figure -> number(figure.ratio()))
                .render(figures)
                .strip();
    }

    private static String number(OptionalDouble value) {
        if (value.isEmpty()) {
            return "";
        }
        double number = value.getAsDouble();
        return number == Math.rint(number) ? Long.toString((long) number) : String.format(Locale.ROOT, "%.3f", number);
    }
}

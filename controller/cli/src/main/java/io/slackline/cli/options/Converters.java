package io.slackline.cli.options;

import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.OffloadScope;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.SteeringMode;
import io.slackline.common.config.Durations;
import io.slackline.common.config.HostAndPort;
import io.slackline.common.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads option values in the forms that configuration files have: kebab-case names, {@code 10ms}, {@code HOST:PORT}. */
public final class Converters {
    private Converters() {}

    /** For the command and all of its subcommands; add these first. */
    public static void register(CommandLine line) {
        line.setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, told(Durations::parse))
                .registerConverter(OutputFormat.class, constant(List.of(OutputFormat.values())))
                .registerConverter(Double.class, Converters::share)
                .registerConverter(HostAndPort.class, told(HostAndPort::parse))
                .registerConverter(
                        SteeringMode.class,
                        constant(List.of(SteeringMode.PINNED, SteeringMode.SLACK, SteeringMode.SHARE)))
                .registerConverter(
                        FunctionClass.class,
                        constant(List.of(FunctionClass.LATENCY_SENSITIVE, FunctionClass.BEST_EFFORT)))
                .registerConverter(
                        OffloadScope.class,
                        constant(List.of(
                                OffloadScope.NOWHERE,
                                OffloadScope.HORIZONTAL,
                                OffloadScope.VERTICAL,
                                OffloadScope.HORIZONTAL_AND_VERTICAL)))
                .registerConverter(Protocol.class, constant(List.of(Protocol.HTTP, Protocol.UDP)));
    }

    /** As options and JSON-free text show a constant. */
    public static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code 0.3} or {@code 30%}. */
    private static Double share(String text) {
        try {
            return text.endsWith("%")
                    ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
                    : Double.parseDouble(text);
        } catch (NumberFormatException wrong) {
            throw new TypeConversionException("expected a share such as 0.3 or 30%, got \"" + text + "\"");
        }
    }

    private static <T> ITypeConverter<T> told(ITypeConverter<T> converter) {
        return text -> {
            try {
                return converter.convert(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        };
    }

    private static <T extends Enum<T>> ITypeConverter<T> constant(List<T> valid) {
        return text -> valid.stream()
                .filter(constant ->
                        kebab(constant).equals(text.toLowerCase(Locale.ROOT).replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "expected one of " + String.join(", ", names(valid)) + ", got \"" + text + "\""));
    }

    private static List<String> names(List<? extends Enum<?>> constants) {
        return constants.stream().map(Converters::kebab).toList();
    }
}

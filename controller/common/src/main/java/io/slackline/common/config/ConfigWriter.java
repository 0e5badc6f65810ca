package io.slackline.common.config;

import io.slackline.common.output.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a configuration record as the file from which {@link ConfigLoader} reads an equal one; for programs that configure others. */
public final class ConfigWriter {
    private ConfigWriter() {}

    /** Every component is written, defaults included, except empty {@code Optional}s. Durations are cut to microseconds. */
    public static String toYaml(Record config) {
        return YamlText.of(tree(config));
    }

    private static Object tree(Object value) {
        return switch (value) {
            case HostAndPort address -> address.toString();
            case Record components -> record(components);
            case List<?> list -> {
                var items = new ArrayList<>();
                list.forEach(item -> items.add(tree(item)));
                yield items;
            }
            case Map<?, ?> map -> {
                var entries = new LinkedHashMap<String, Object>();
                map.forEach((key, content) -> entries.put(key.toString(), tree(content)));
                yield entries;
            }
            case Number number -> number;
            case Boolean truth -> truth;
            default -> Scalars.format(value);
        };
    }

    private static Map<String, Object> record(Record components) {
        var entries = new LinkedHashMap<String, Object>();
        for (var component : components.getClass().getRecordComponents()) {
            Object value;
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                value = accessor.invoke(components);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException("cannot read " + component, impossible);
            }
            switch (value) {
                case Optional<?> optional ->
                    optional.ifPresent(content -> entries.put(component.getName(), tree(content)));
                default -> entries.put(component.getName(), tree(value));
            }
        }
        return entries;
    }
}

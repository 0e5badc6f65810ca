package io.slackline.common.config;

import io.slackline.common.NearMiss;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Binds a YAML node to a type, noting every problem and going on; a part that has a problem is null. One use. */
final class RecordBinder {
    private final List<Problem> problems = new ArrayList<>();

    /** @param line from 1; 0 where the file has no such line */
    private record Problem(int line, String path, String what) {
        @Override
        public String toString() {
            return (line == 0 ? "" : "line " + line + ": ") + (path.isEmpty() ? "" : path + ": ") + what;
        }
    }

    /** In the order of the file, then those without a place in it. */
    List<String> problems() {
        return problems.stream()
                .sorted((a, b) -> Integer.compareUnsigned(a.line() - 1, b.line() - 1))
                .map(Problem::toString)
                .toList();
    }

    <T extends Record> @Nullable T bindRoot(@Nullable Node root, Class<T> type) {
        var node = root == null || isNull(root) ? ConfigLoader.parseNode("{}") : root;
        return node == null ? null : bindRecord(node, "", type);
    }

    private @Nullable Object bind(Node node, String path, Type type) {
        if (type instanceof ParameterizedType generic) {
            return bindGeneric(node, path, generic);
        }
        var plain = (Class<?>) type;
        if (plain.isRecord() && plain != HostAndPort.class) {
            return bindRecord(node, path, plain.asSubclass(Record.class));
        }
        if (!(node instanceof ScalarNode scalar)) {
            return problem(node, path, "expected " + Scalars.describe(plain) + ", got a " + kind(node));
        }
        try {
            return Scalars.parse(scalar.getValue(), plain);
        } catch (IllegalArgumentException wrong) {
            return problem(node, path, String.valueOf(wrong.getMessage()));
        }
    }

    private @Nullable Object bindGeneric(Node node, String path, ParameterizedType type) {
        var raw = type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (raw == Optional.class) {
            return Optional.ofNullable(bind(node, path, arguments[0]));
        }
        if (raw == List.class) {
            return node instanceof SequenceNode sequence
                    ? bindList(sequence, path, arguments[0])
                    : problem(node, path, "expected a list, got a " + kind(node));
        }
        if (raw == Map.class && arguments[0] == String.class) {
            return node instanceof MappingNode mapping
                    ? bindMap(mapping, path, arguments[1])
                    : problem(node, path, "expected a mapping, got a " + kind(node));
        }
        throw new IllegalStateException("configuration records cannot have a component of type " + type);
    }

    private List<Object> bindList(SequenceNode sequence, String path, Type element) {
        var bound = new ArrayList<>();
        for (var item : sequence.getValue()) {
            var value = bind(item, path + "[" + bound.size() + "]", element);
            bound.add(value == null ? Missing.ELEMENT : value);
        }
        bound.removeIf(Missing.ELEMENT::equals);
        return List.copyOf(bound);
    }

    private Map<String, Object> bindMap(MappingNode mapping, String path, Type element) {
        var bound = new LinkedHashMap<String, Object>();
        entries(mapping, path).forEach((key, entry) -> {
            var value = bind(entry.value(), join(path, key), element);
            if (value != null) {
                bound.put(key, value);
            }
        });
        return Collections.unmodifiableMap(bound);
    }

    private <T extends Record> @Nullable T bindRecord(Node node, String path, Class<T> type) {
        if (!(node instanceof MappingNode mapping)) {
            problem(
                    node,
                    path,
                    "expected a mapping with the keys " + String.join(", ", keys(type)) + ", got a " + kind(node));
            return null;
        }
        int before = problems.size();
        var entries = entries(mapping, path);
        var valid = keys(type);
        entries.forEach((key, entry) -> {
            if (!valid.contains(key)) {
                problem(entry.key(), join(path, key), unknownKey(key, valid));
            }
        });
        var components = type.getRecordComponents();
        var values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(mapping, entries, path, components[i]);
        }
        return problems.size() == before ? construct(mapping, path, type, values) : null;
    }

    private @Nullable Object component(
            MappingNode owner, Map<String, Entry> entries, String path, RecordComponent component) {
        var place = join(path, component.getName());
        var entry = entries.get(component.getName());
        if (entry != null && !isNull(entry.value())) {
            return bind(entry.value(), place, component.getGenericType());
        }
        var fallback = component.getAnnotation(Default.class);
        if (fallback != null) {
            return bindDefault(fallback, place, component);
        }
        var raw = component.getType();
        if (raw == Optional.class) {
            return Optional.empty();
        } else if (raw == List.class) {
            return List.of();
        } else if (raw == Map.class) {
            return Map.of();
        }
        return problem(owner, place, "missing; expected " + Scalars.describe(raw));
    }

    private static Object bindDefault(Default fallback, String place, RecordComponent component) {
        var inner = new RecordBinder();
        var node = ConfigLoader.parseNode(fallback.value());
        var bound = node == null ? null : inner.bind(node, place, component.getGenericType());
        if (bound == null || !inner.problems.isEmpty()) {
            throw new IllegalStateException(component.getDeclaringRecord().getName() + "." + component.getName()
                    + " has a wrong @Default: " + inner.problems());
        }
        return bound;
    }

    private <T extends Record> @Nullable T construct(Node node, String path, Class<T> type, @Nullable Object[] values) {
        var types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException why) {
                problem(node, path, String.valueOf(why.getMessage()));
                return null;
            }
            throw new IllegalStateException("the constructor of " + type.getName() + " failed", refused.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("cannot construct " + type.getName(), impossible);
        }
    }

    private record Entry(Node key, Node value) {}

    private enum Missing {
        ELEMENT
    }

    private Map<String, Entry> entries(MappingNode mapping, String path) {
        var entries = new LinkedHashMap<String, Entry>();
        for (var tuple : mapping.getValue()) {
            var key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (entries.put(key, new Entry(tuple.getKeyNode(), tuple.getValueNode())) != null) {
                problem(tuple.getKeyNode(), join(path, key), "given twice");
            }
        }
        return entries;
    }

    private static List<String> keys(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static String unknownKey(String key, List<String> valid) {
        var meant = NearMiss.of(key, valid);
        var choices = "valid keys: " + String.join(", ", valid);
        return meant.map(name -> "unknown key; did you mean \"" + name + "\"? (" + choices + ")")
                .orElse("unknown key; " + choices);
    }

    private @Nullable Object problem(Node node, String path, String what) {
        problems.add(new Problem(node.getStartMark().getLine() + 1, path, what));
        return null;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    private static String kind(Node node) {
        return switch (node.getNodeId()) {
            case scalar -> "value";
            case sequence -> "list";
            case mapping -> "mapping";
            case anchor -> "reference";
        };
    }
}

package io.slackline.common.output;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Turns values into trees of {@code Map<String, ?>}, {@code List<?>}, {@code String}, {@code Number} and {@code Boolean}.
 *
 * <p>Messages become maps under their lowerCamelCase JSON names. Unlike the canonical protobuf JSON, fields with their default value are
 * written and 64-bit numbers are numbers, so that a script can read {@code .steeredPackets + 1} without asking whether it is there.
 */
public final class Tree {
    private Tree() {}

    /**
     * Maps keep their order. Records become maps of their components, without the empty {@code Optional}s; bytes become base64, durations
     * microseconds, everything unknown its {@code toString()}.
     */
    public static Object of(Object value) {
        return switch (value) {
            case Message message -> ofMessage(message);
            case Map<?, ?> map -> ofMap(map);
            case ByteString bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray());
            case Path path -> path.toString();
            case Iterable<?> items -> ofItems(items);
            case Record components -> ofRecord(components);
            case String text -> text;
            case Number number -> number;
            case Boolean truth -> truth;
            case Duration duration -> duration.toNanos() / 1000;
            case EnumValueDescriptor constant -> constant.getName();
            default -> value.toString();
        };
    }

    private static Map<String, Object> ofMessage(Message message) {
        var tree = new LinkedHashMap<String, Object>();
        for (var field : message.getDescriptorForType().getFields()) {
            if (!field.hasPresence() || message.hasField(field)) {
                tree.put(field.getJsonName(), ofField(field, message.getField(field)));
            }
        }
        return tree;
    }

    private static Object ofField(FieldDescriptor field, Object value) {
        if (!field.isMapField()) {
            return field.isRepeated() ? ofElements(field, (List<?>) value) : ofScalar(field, value);
        }
        var key = field.getMessageType().findFieldByNumber(1);
        var content = field.getMessageType().findFieldByNumber(2);
        var tree = new TreeMap<String, Object>();
        for (var entry : (List<?>) value) {
            var pair = (Message) entry;
            tree.put(pair.getField(key).toString(), ofScalar(content, pair.getField(content)));
        }
        return tree;
    }

    private static List<Object> ofElements(FieldDescriptor field, List<?> values) {
        var tree = new ArrayList<>();
        values.forEach(value -> tree.add(ofScalar(field, value)));
        return tree;
    }

    /** Protobuf's Java shows unsigned numbers as signed ones of the same bits. */
    private static Object ofScalar(FieldDescriptor field, Object value) {
        if (field.getType() == FieldDescriptor.Type.UINT32 || field.getType() == FieldDescriptor.Type.FIXED32) {
            return Integer.toUnsignedLong((Integer) value);
        }
        if ((field.getType() == FieldDescriptor.Type.UINT64 || field.getType() == FieldDescriptor.Type.FIXED64)
                && (Long) value < 0) {
            return new BigInteger(Long.toUnsignedString((Long) value));
        }
        return of(value);
    }

    private static Map<String, Object> ofMap(Map<?, ?> map) {
        var tree = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> tree.put(key.toString(), of(value)));
        return tree;
    }

    private static List<Object> ofItems(Iterable<?> items) {
        var tree = new ArrayList<>();
        items.forEach(item -> tree.add(of(item)));
        return tree;
    }

    private static Map<String, Object> ofRecord(Record components) {
        var tree = new LinkedHashMap<String, Object>();
        for (var component : components.getClass().getRecordComponents()) {
            switch (read(component, components)) {
                case Optional<?> optional -> optional.ifPresent(value -> tree.put(component.getName(), of(value)));
                case Object value -> tree.put(component.getName(), of(value));
            }
        }
        return tree;
    }

    private static Object read(RecordComponent component, Record owner) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(owner);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("cannot read " + component, impossible);
        }
    }
}

package io.slackline.p4switch.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderStack;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every header instance its place in the packet arena. The elements of a stack lie next to each other, so that an element
 * that the packet chooses is a multiplication away.
 */
final class Layout {

    private static final int MAX_WIDTH = PacketEngine.MAX_PACKET_BYTES * 8;

    /** A union instance: its member headers by position. */
    record Union(String name, List<Header> members) {}

    private record FieldType(String name, int widthBits, boolean signed, boolean variable) {}

    private final Map<String, List<FieldType>> types = new HashMap<>();
    private final Map<String, Header> headers = new LinkedHashMap<>();
    private final Map<Integer, JsonNode> pending = new LinkedHashMap<>();
    private final Map<String, HeaderStack> stacks = new LinkedHashMap<>();
    private final Map<String, HeaderStack> unionStacks = new LinkedHashMap<>();
    private final Map<String, Union> unions = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();
    private int slots;

    Layout(JsonNode root) {
        Json.list(root, "header_types").forEach(this::readType);
        for (JsonNode header : Json.list(root, "headers")) {
            pending.put(Json.integer(header, "id"), header);
        }
        Map<Integer, JsonNode> unionNodes = new HashMap<>();
        Json.list(root, "header_unions").forEach(u -> unionNodes.put(Json.integer(u, "id"), u));
        for (JsonNode stack : Json.list(root, "header_union_stacks")) {
            readUnionStack(stack, unionNodes);
        }
        unionNodes.values().forEach(this::readUnion);
        Json.list(root, "header_stacks").forEach(this::readStack);
        for (int id : List.copyOf(pending.keySet())) {
            place(id, List.of());
        }
    }

    int slots() {
        return slots;
    }

    List<Header> headers() {
        return List.copyOf(headers.values());
    }

    List<HeaderStack> stacks() {
        List<HeaderStack> all = new ArrayList<>(stacks.values());
        all.addAll(unionStacks.values());
        return all;
    }

    boolean hasField(String header, String field) {
        Header found = headers.get(header);
        return found != null && found.fields().stream().anyMatch(f -> f.name().equals(field));
    }

    Header header(JsonNode at, String name) {
        used.add(name);
        return require(headers, at, "header", name);
    }

    /** Whether the program, as far as it was read, names the field or its whole header. */
    boolean uses(Field field) {
        return used.contains(field.header()) || used.contains(field.header() + "." + field.name());
    }

    HeaderStack stack(JsonNode at, String name) {
        return require(stacks, at, "header stack", name);
    }

    HeaderStack unionStack(JsonNode at, String name) {
        return require(unionStacks, at, "header union stack", name);
    }

    HeaderStack anyStack(JsonNode at, String name) {
        HeaderStack stack = stacks.get(name);
        return stack != null ? stack : unionStack(at, name);
    }

    Union union(JsonNode at, String name) {
        return require(unions, at, "header union", name);
    }

    Field field(JsonNode at, Header header, String name) {
        return header.fields().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Json.malformed(
                        at, "names the field \"" + name + "\", which header \"" + header.name() + "\" does not have"));
    }

    Field field(JsonNode at, String header, String name) {
        used.add(header + "." + name);
        return field(at, require(headers, at, "header", header), name);
    }

    private static <T> T require(Map<String, T> map, JsonNode at, String kind, String name) {
        T found = map.get(name);
        if (found == null) {
            throw Json.malformed(at, "names the " + kind + " \"" + name + "\", which is not declared");
        }
        return found;
    }

    /** No field, and no register's cell, is longer than the longest packet. */
    static int checkedWidth(JsonNode at, int bits) {
        if (bits < 1 || bits > MAX_WIDTH) {
            throw Json.malformed(at, "has a width of " + bits + " bits, expected 1 to " + MAX_WIDTH);
        }
        return bits;
    }

    private void readType(JsonNode type) {
        String name = Json.text(type, "name");
        List<FieldType> fields = new ArrayList<>();
        int fixed = 0;
        for (JsonNode field : Json.list(type, "fields")) {
            if (!field.path(0).isTextual()
                    || !(field.path(1).isTextual() || field.path(1).canConvertToInt())) {
                throw Json.malformed(type, "has the field " + field + ", expected a name and a width");
            }
            boolean variable = field.get(1).isTextual();
            int width = variable ? -1 : checkedWidth(type, field.get(1).intValue());
            fixed += variable ? 0 : width;
            fields.add(new FieldType(
                    field.get(0).textValue(),
                    width,
                    field.size() > 2 && field.get(2).asBoolean(),
                    variable));
        }
        int maxBits = (int) Math.min(8L * type.path("max_length").asInt(), MAX_WIDTH);
        for (int i = 0; i < fields.size(); i++) {
            FieldType field = fields.get(i);
            if (field.variable()) {
                fields.set(i, new FieldType(field.name(), Math.max(8, maxBits - fixed), false, true));
            }
        }
        types.put(name, fields);
    }

    private void readStack(JsonNode stack) {
        List<Header> elements = new ArrayList<>();
        for (JsonNode id : Json.list(stack, "header_ids")) {
            elements.add(place(id.intValue(), List.of()));
        }
        String name = Json.text(stack, "name");
        int stride = elements.isEmpty() ? 0 : elements.getFirst().slots();
        stacks.put(name, new HeaderStack(name, List.of(elements), stride, slots++));
    }

    private void readUnionStack(JsonNode stack, Map<Integer, JsonNode> unionNodes) {
        List<List<Header>> members = new ArrayList<>();
        int start = slots;
        int elements = 0;
        for (JsonNode id : Json.list(stack, "header_union_ids")) {
            JsonNode node = unionNodes.remove(id.intValue());
            if (node == null) {
                throw Json.malformed(stack, "names the header union " + id + ", which is not declared");
            }
            Union union = readUnion(node);
            for (int m = 0; m < union.members().size(); m++) {
                if (elements == 0) {
                    members.add(new ArrayList<>());
                }
                members.get(m).add(union.members().get(m));
            }
            elements++;
        }
        String name = Json.text(stack, "name");
        int stride = elements == 0 ? 0 : (slots - start) / elements;
        unionStacks.put(name, new HeaderStack(name, members, stride, slots++));
    }

    private Union readUnion(JsonNode union) {
        List<Integer> ids = new ArrayList<>();
        Json.list(union, "header_ids").forEach(id -> ids.add(id.intValue()));
        List<Integer> valids = new ArrayList<>();
        int at = slots;
        for (int id : ids) {
            valids.add(at);
            at += slotsOf(pendingHeader(union, id));
        }
        List<Header> members = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            int own = valids.get(i);
            List<Integer> peers = valids.stream().filter(valid -> valid != own).toList();
            members.add(place(ids.get(i), peers));
        }
        String name = Json.text(union, "name");
        Union read = new Union(name, List.copyOf(members));
        unions.put(name, read);
        return read;
    }

    private JsonNode pendingHeader(JsonNode at, int id) {
        JsonNode header = pending.get(id);
        if (header == null) {
            throw Json.malformed(
                    at, "names the header " + id + ", which is not declared or already part of another stack or union");
        }
        return header;
    }

    private int slotsOf(JsonNode header) {
        int sum = 1;
        for (FieldType field : fieldTypes(header)) {
            sum += Math.max(1, (field.widthBits() + 63) / 64) + (field.variable() ? 1 : 0);
        }
        return sum;
    }

    private List<FieldType> fieldTypes(JsonNode header) {
        return require(types, header, "header type", Json.text(header, "header_type"));
    }

    private Header place(int id, List<Integer> peers) {
        JsonNode node = pending.remove(id);
        if (node == null) {
            throw undeclared(id);
        }
        String name = Json.text(node, "name");
        int valid = slots++;
        List<Field> fields = new ArrayList<>();
        for (FieldType type : fieldTypes(node)) {
            int lengthSlot = type.variable() ? slots++ : -1;
            Field field = new Field(name, type.name(), slots, type.widthBits(), type.signed(), lengthSlot);
            fields.add(field);
            slots += field.limbs();
        }
        Header header = new Header(
                name,
                Json.text(node, "header_type"),
                headers.size(),
                valid,
                slots - valid,
                List.copyOf(fields),
                Json.flag(node, "metadata", false),
                List.copyOf(peers));
        headers.put(name, header);
        return header;
    }

    private static RuntimeException undeclared(int id) {
        return TargetException.invalid("compiled program: header " + id
                + " is named by a stack or union but not declared, or belongs to two of them");
    }
}

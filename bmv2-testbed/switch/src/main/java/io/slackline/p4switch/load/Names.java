package io.slackline.p4switch.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Positions of named objects in their lists. */
final class Names {

    private final String kind;
    private final Map<String, Integer> indexes = new LinkedHashMap<>();

    Names(String kind) {
        this.kind = kind;
    }

    /** Registers the next object. */
    int add(String name) {
        int index = indexes.size();
        indexes.put(name, index);
        return index;
    }

    boolean has(String name) {
        return indexes.containsKey(name);
    }

    int of(JsonNode at, String name) {
        Integer index = indexes.get(name);
        if (index == null) {
            throw Json.malformed(at, "names the " + kind + " \"" + name + "\", which is not declared");
        }
        return index;
    }
}

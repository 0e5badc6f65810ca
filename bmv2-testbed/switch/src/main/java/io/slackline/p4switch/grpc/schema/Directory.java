package io.slackline.p4switch.grpc.schema;

import io.slackline.p4switch.target.TargetException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The objects of one kind, by id and by name, in the order of P4Info. Immutable.
 *
 * @param <T> what is kept of each object
 */
public final class Directory<T extends Named> {

    /** Longer lists of choices help nobody and would not fit into a gRPC status. */
    private static final int CHOICES_SHOWN = 24;

    private final String kind;
    private final Map<Integer, T> byId = new LinkedHashMap<>();
    private final Map<String, T> byName = new LinkedHashMap<>();

    /**
     * Gathers them.
     *
     * @param kind what one of them is called in errors, e.g. "table"
     */
    Directory(String kind, List<T> objects) {
        this.kind = kind;
        for (T object : objects) {
            if (byId.putIfAbsent(object.id(), object) != null) {
                throw TargetException.invalid("P4Info gives id " + Ids.hex(object.id()) + " to two " + kind + "s: '"
                        + name(object.id()) + "' and '" + object.name() + "'");
            }
            if (byName.putIfAbsent(object.name(), object) != null) {
                throw TargetException.invalid("P4Info has two " + kind + "s named '" + object.name() + "'");
            }
        }
    }

    public Collection<T> all() {
        return byId.values();
    }

    /**
     * The object with this id.
     *
     * @throws TargetException INVALID_ARGUMENT for id 0, NOT_FOUND for one that P4Info lacks
     */
    public T require(int id) {
        T object = byId.get(id);
        if (object != null) {
            return object;
        }
        if (id == 0) {
            throw TargetException.invalid("the id of the " + kind + " is not set" + choices());
        }
        throw TargetException.notFound("no " + kind + " has id " + Ids.hex(id) + choices());
    }

    /**
     * The object with this full name.
     *
     * @throws TargetException NOT_FOUND if there is none
     */
    public T require(String name) {
        T object = byName.get(name);
        if (object == null) {
            throw TargetException.notFound("no " + kind + " is named '" + name + "'" + choices());
        }
        return object;
    }

    /** All objects for id 0, which is how a read asks for them, else the one with that id. */
    public Collection<T> select(int id) {
        return id == 0 ? all() : List.of(require(id));
    }

    private String name(int id) {
        T object = byId.get(id);
        return object == null ? "" : object.name();
    }

    private String choices() {
        if (byId.isEmpty()) {
            return "; the program has no " + kind + "s";
        }
        String shown = byId.values().stream()
                .limit(CHOICES_SHOWN)
                .map(object -> Ids.hex(object.id()) + " " + object.name())
                .collect(Collectors.joining(", "));
        int hidden = byId.size() - CHOICES_SHOWN;
        return "; valid: " + shown + (hidden > 0 ? " and " + hidden + " more" : "");
    }
}

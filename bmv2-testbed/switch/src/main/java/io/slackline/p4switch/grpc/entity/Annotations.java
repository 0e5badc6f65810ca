package io.slackline.p4switch.grpc.entity;

import io.slackline.p4switch.target.MatchValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import p4.v1.CloneSessionEntry;
import p4.v1.MulticastGroupEntry;

/**
 * What controllers wrote and want to read back as they wrote it, where the target has no place for it: metadata, which of the
 * two forms a port had, and the members of value sets by their fields. Belongs to one run of a program: a new one begins with none. Written under the device's lock.
 */
public final class Annotations {

    private final Map<Integer, MulticastGroupEntry> multicastGroups = new ConcurrentHashMap<>();
    private final Map<Integer, CloneSessionEntry> cloneSessions = new ConcurrentHashMap<>();
    private final Map<String, List<List<MatchValue>>> valueSets = new ConcurrentHashMap<>();
    private final Map<String, Cookie> defaultEntries = new ConcurrentHashMap<>();

    Optional<MulticastGroupEntry> multicastGroup(int id) {
        return Optional.ofNullable(multicastGroups.get(id));
    }

    void setMulticastGroup(int id, Optional<MulticastGroupEntry> entry) {
        set(multicastGroups, id, entry);
    }

    Optional<CloneSessionEntry> cloneSession(int id) {
        return Optional.ofNullable(cloneSessions.get(id));
    }

    void setCloneSession(int id, Optional<CloneSessionEntry> entry) {
        set(cloneSessions, id, entry);
    }

    /** The members of a value set: one value for each field of each. */
    List<List<MatchValue>> valueSet(String name) {
        return valueSets.getOrDefault(name, List.of());
    }

    void setValueSet(String name, List<List<MatchValue>> members) {
        set(valueSets, name, members.isEmpty() ? Optional.empty() : Optional.of(members));
    }

    Cookie defaultEntry(String table) {
        return defaultEntries.getOrDefault(table, Cookie.NONE);
    }

    void setDefaultEntry(String table, Cookie cookie) {
        set(defaultEntries, table, cookie.equals(Cookie.NONE) ? Optional.empty() : Optional.of(cookie));
    }

    private static <K, V> void set(Map<K, V> map, K key, Optional<V> value) {
        value.ifPresentOrElse(present -> map.put(key, present), () -> map.remove(key));
    }
}

package io.slackline.pipeline;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import p4.config.v1.Action;
import p4.config.v1.ActionRef;
import p4.config.v1.ControllerPacketMetadata;
import p4.config.v1.MatchField;
import p4.config.v1.P4Info;
import p4.config.v1.Preamble;

/** Ids and widths of one P4Info by name. Immutable after construction. A missing name is an error that lists the names there are. */
final class P4InfoIndex {

    /** A named bit string of a key, an action or a packet header. */
    record Field(int id, String name, int bits) {}

    record TableInfo(int id, String name, long size, Map<String, Field> keys, Map<Integer, Field> keysById) {}

    record ActionInfo(int id, String name, Map<String, Field> params, Map<Integer, Field> paramsById) {}

    private final Map<String, TableInfo> tables = new LinkedHashMap<>();
    private final Map<Integer, TableInfo> tablesById = new HashMap<>();
    private final Map<String, ActionInfo> actions = new LinkedHashMap<>();
    private final Map<Integer, ActionInfo> actionsById = new HashMap<>();
    private final Map<String, Integer> externs = new LinkedHashMap<>();
    private final Map<String, Map<String, Field>> headers = new LinkedHashMap<>();

    P4InfoIndex(P4Info info) {
        info.getActionsList().forEach(this::addAction);
        for (p4.config.v1.Table table : info.getTablesList()) {
            Map<String, Field> keys = new LinkedHashMap<>();
            for (MatchField key : table.getMatchFieldsList()) {
                keys.put(key.getName(), new Field(key.getId(), key.getName(), key.getBitwidth()));
            }
            List<ActionRef> refs = table.getActionRefsList();
            for (ActionRef ref : refs) {
                actionById(ref.getId());
            }
            TableInfo found = new TableInfo(
                    table.getPreamble().getId(),
                    table.getPreamble().getName(),
                    table.getSize(),
                    Map.copyOf(keys),
                    byId(keys));
            tables.put(found.name(), found);
            tablesById.put(found.id(), found);
        }
        info.getCountersList().forEach(extern -> addExtern(extern.getPreamble()));
        info.getDirectCountersList().forEach(extern -> addExtern(extern.getPreamble()));
        info.getMetersList().forEach(extern -> addExtern(extern.getPreamble()));
        info.getDigestsList().forEach(extern -> addExtern(extern.getPreamble()));
        info.getRegistersList().forEach(extern -> addExtern(extern.getPreamble()));
        for (ControllerPacketMetadata header : info.getControllerPacketMetadataList()) {
            Map<String, Field> fields = new LinkedHashMap<>();
            for (ControllerPacketMetadata.Metadata field : header.getMetadataList()) {
                fields.put(field.getName(), new Field(field.getId(), field.getName(), field.getBitwidth()));
            }
            headers.put(header.getPreamble().getName(), Map.copyOf(fields));
        }
    }

    private void addAction(Action action) {
        Map<String, Field> params = new LinkedHashMap<>();
        for (Action.Param param : action.getParamsList()) {
            params.put(param.getName(), new Field(param.getId(), param.getName(), param.getBitwidth()));
        }
        ActionInfo found = new ActionInfo(
                action.getPreamble().getId(), action.getPreamble().getName(), Map.copyOf(params), byId(params));
        actions.put(found.name(), found);
        actionsById.put(found.id(), found);
    }

    private void addExtern(Preamble preamble) {
        externs.put(preamble.getName(), preamble.getId());
    }

    private static Map<Integer, Field> byId(Map<String, Field> fields) {
        Map<Integer, Field> byId = new LinkedHashMap<>();
        fields.values().stream()
                .sorted(java.util.Comparator.comparingInt(Field::id))
                .forEach(field -> byId.put(field.id(), field));
        return byId;
    }

    TableInfo table(String name) {
        return find(tables, "table", name);
    }

    TableInfo tableById(int id) {
        TableInfo found = tablesById.get(id);
        if (found == null) {
            throw new IllegalArgumentException("table id " + id + ": not in this pipeline; it has " + tables.keySet());
        }
        return found;
    }

    ActionInfo action(String name) {
        return find(actions, "action", name);
    }

    ActionInfo actionById(int id) {
        ActionInfo found = actionsById.get(id);
        if (found == null) {
            throw new IllegalArgumentException(
                    "action id " + id + ": not in this pipeline; it has " + actions.keySet());
        }
        return found;
    }

    /** Id of a counter, direct counter, meter, register or digest. */
    int extern(String name) {
        return find(externs, "counter, meter, register or digest", name);
    }

    boolean hasExtern(String name) {
        return externs.containsKey(name);
    }

    Field headerField(String header, String field) {
        return find(find(headers, "controller header", header), header + " field", field);
    }

    static Field field(Map<String, Field> fields, String owner, String name) {
        return find(fields, "field of " + owner, name);
    }

    private static <T> T find(Map<String, T> map, String what, String name) {
        T found = map.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    what + " \"" + name + "\": not in this pipeline; it has " + new TreeSet<>(map.keySet()));
        }
        return found;
    }

    /** The canonical byte string: big-endian, no leading zeros, at least one byte. */
    static ByteString bytes(long value) {
        int length = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[length - 1 - i] = (byte) (value >> (8 * i));
        }
        return ByteString.copyFrom(bytes);
    }

    /** Reads a byte string of any length, canonical or not, whose value fits 64 bits. */
    static long value(ByteString bytes) {
        long value = 0;
        for (int i = 0; i < bytes.size(); i++) {
            if (value >>> 56 != 0) {
                throw new IllegalArgumentException("byte string of " + bytes.size() + " bytes: more than 64 bits");
            }
            value = value << 8 | (bytes.byteAt(i) & 0xFF);
        }
        return value;
    }
}

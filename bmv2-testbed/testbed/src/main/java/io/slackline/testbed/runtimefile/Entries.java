package io.slackline.testbed.runtimefile;

import com.fasterxml.jackson.databind.JsonNode;
import io.slackline.common.NearMiss;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import p4.config.v1.Action;
import p4.config.v1.MatchField;
import p4.config.v1.P4Info;
import p4.config.v1.Table;
import p4.v1.CloneSessionEntry;
import p4.v1.Entity;
import p4.v1.FieldMatch;
import p4.v1.MulticastGroupEntry;
import p4.v1.PacketReplicationEngineEntry;
import p4.v1.Replica;
import p4.v1.TableAction;
import p4.v1.TableEntry;
import p4.v1.Update;

/** Entries of a runtime file, which speak in names, as P4Runtime updates, which speak in numbers. Errors name what is wrong and what is valid. */
final class Entries {
    private final P4Info p4Info;

    Entries(P4Info p4Info) {
        this.p4Info = p4Info;
    }

    /** {@code {table, match: {field: value}, action_name, action_params, priority?, default_action?}}; a default action is modified. */
    Update table(JsonNode entry) {
        Table table = byName(
                "table",
                entry.path("table").asText(),
                p4Info.getTablesList(),
                each -> each.getPreamble().getName());
        boolean isDefault = entry.path("default_action").asBoolean(false);
        TableEntry.Builder built = TableEntry.newBuilder()
                .setTableId(table.getPreamble().getId())
                .setIsDefaultAction(isDefault)
                .setPriority(entry.path("priority").asInt(0))
                .setAction(TableAction.newBuilder().setAction(action(table, entry)));
        if (!isDefault) {
            entry.path("match").properties().forEach(match -> {
                MatchField field = byName(
                        "match field of " + table.getPreamble().getName(),
                        match.getKey(),
                        table.getMatchFieldsList(),
                        MatchField::getName);
                built.addMatch(match(field, match.getValue()));
            });
            requirePriority(table, built);
        }
        return update(
                isDefault ? Update.Type.MODIFY : Update.Type.INSERT,
                Entity.newBuilder().setTableEntry(built).build());
    }

    private static void requirePriority(Table table, TableEntry.Builder entry) {
        boolean needed = table.getMatchFieldsList().stream().anyMatch(field -> switch (field.getMatchType()) {
            case TERNARY, RANGE, OPTIONAL -> true;
            case EXACT, LPM, UNSPECIFIED, UNRECOGNIZED -> false;
        });
        if (needed && entry.getPriority() <= 0) {
            throw invalid("table %s has a ternary, range or optional field: expected \"priority\" of 1 or more"
                    .formatted(table.getPreamble().getName()));
        }
    }

    private p4.v1.Action action(Table table, JsonNode entry) {
        List<Action> allowed = p4Info.getActionsList().stream()
                .filter(action -> table.getActionRefsList().stream()
                        .anyMatch(ref -> ref.getId() == action.getPreamble().getId()))
                .toList();
        Action action = byName(
                "action of " + table.getPreamble().getName(),
                entry.path("action_name").asText(),
                allowed,
                each -> each.getPreamble().getName());
        p4.v1.Action.Builder built =
                p4.v1.Action.newBuilder().setActionId(action.getPreamble().getId());
        JsonNode parameters = entry.path("action_params");
        parameters
                .fieldNames()
                .forEachRemaining(name -> byName(
                        "parameter of " + action.getPreamble().getName(),
                        name,
                        action.getParamsList(),
                        Action.Param::getName));
        for (Action.Param parameter : action.getParamsList()) {
            if (!parameters.has(parameter.getName())) {
                throw invalid("action %s: parameter \"%s\" is missing"
                        .formatted(action.getPreamble().getName(), parameter.getName()));
            }
            built.addParams(p4.v1.Action.Param.newBuilder()
                    .setParamId(parameter.getId())
                    .setValue(Values.encode(
                            parameters.get(parameter.getName()), parameter.getBitwidth(), parameter.getName())));
        }
        return built.build();
    }

    /** An exact value alone or in a list of one; LPM as [value, bits]; ternary as [value, mask]; range as [low, high]; optional alone. */
    private static FieldMatch match(MatchField field, JsonNode value) {
        FieldMatch.Builder match = FieldMatch.newBuilder().setFieldId(field.getId());
        String name = field.getName();
        int width = field.getBitwidth();
        switch (field.getMatchType()) {
            case EXACT ->
                match.setExact(FieldMatch.Exact.newBuilder().setValue(Values.encode(single(value), width, name)));
            case OPTIONAL ->
                match.setOptional(FieldMatch.Optional.newBuilder().setValue(Values.encode(single(value), width, name)));
            case LPM -> {
                JsonNode pair = pair(value, name, "[value, prefix length]");
                int bits = pair.get(1).asInt(-1);
                if (bits < 0 || bits > width) {
                    throw invalid("%s: prefix length %s, expected 0 to %d".formatted(name, pair.get(1), width));
                }
                match.setLpm(FieldMatch.LPM
                        .newBuilder()
                        .setValue(Values.masked(Values.encode(pair.get(0), width, name), width, bits))
                        .setPrefixLen(bits));
            }
            case TERNARY -> {
                JsonNode pair = pair(value, name, "[value, mask]");
                match.setTernary(FieldMatch.Ternary.newBuilder()
                        .setValue(Values.encode(pair.get(0), width, name))
                        .setMask(Values.encode(pair.get(1), width, name)));
            }
            case RANGE -> {
                JsonNode pair = pair(value, name, "[low, high]");
                match.setRange(FieldMatch.Range.newBuilder()
                        .setLow(Values.encode(pair.get(0), width, name))
                        .setHigh(Values.encode(pair.get(1), width, name)));
            }
            case UNSPECIFIED, UNRECOGNIZED -> throw invalid(name + ": its kind of match is unknown");
        }
        return match.build();
    }

    private static JsonNode single(JsonNode value) {
        return value.isArray() && value.size() == 1 ? value.get(0) : value;
    }

    private static JsonNode pair(JsonNode value, String name, String shape) {
        if (!value.isArray() || value.size() != 2) {
            throw invalid("%s: %s, expected %s".formatted(name, value, shape));
        }
        return value;
    }

    /** {@code {multicast_group_id, replicas: [{egress_port, instance}]}}. */
    Update multicastGroup(JsonNode entry) {
        return replication(PacketReplicationEngineEntry.newBuilder()
                .setMulticastGroupEntry(MulticastGroupEntry.newBuilder()
                        .setMulticastGroupId(number(entry, "multicast_group_id"))
                        .addAllReplicas(replicas(entry))));
    }

    /** {@code {clone_session_id, replicas: [...], packet_length_bytes?}}. */
    Update cloneSession(JsonNode entry) {
        return replication(PacketReplicationEngineEntry.newBuilder()
                .setCloneSessionEntry(CloneSessionEntry.newBuilder()
                        .setSessionId(number(entry, "clone_session_id"))
                        .setPacketLengthBytes(entry.path("packet_length_bytes").asInt(0))
                        .addAllReplicas(replicas(entry))));
    }

    private static Update replication(PacketReplicationEngineEntry.Builder entry) {
        return update(
                Update.Type.INSERT,
                Entity.newBuilder().setPacketReplicationEngineEntry(entry).build());
    }

    @SuppressWarnings("deprecation") // The number of the port: what p4lang's bmv2 understands, and what the files say.
    private static List<Replica> replicas(JsonNode entry) {
        return StreamSupport.stream(entry.path("replicas").spliterator(), false)
                .map(replica -> Replica.newBuilder()
                        .setEgressPort(number(replica, "egress_port"))
                        .setInstance(replica.path("instance").asInt(1))
                        .build())
                .toList();
    }

    private static int number(JsonNode node, String key) {
        if (!node.path(key).canConvertToInt()) {
            throw invalid("expected a number \"" + key + "\"");
        }
        return node.path(key).intValue();
    }

    private static Update update(Update.Type type, Entity entity) {
        return Update.newBuilder().setType(type).setEntity(entity).build();
    }

    private static <T> T byName(String what, String name, Collection<T> all, Function<T, String> nameOf) {
        return all.stream()
                .filter(each -> nameOf.apply(each).equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> valid = all.stream().map(nameOf).sorted().toList();
                    String meant = NearMiss.of(name, valid)
                            .map(near -> "; did you mean \"" + near + "\"?")
                            .orElse("");
                    return invalid("no %s \"%s\"%s; valid are %s".formatted(what, name, meant, valid));
                });
    }

    private static SlacklineException invalid(String message) {
        return new SlacklineException(Code.INVALID_ARGUMENT, message);
    }
}

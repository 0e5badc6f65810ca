package io.slackline.p4switch.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.NodeRef;
import io.slackline.p4switch.ir.PipelineIr;
import io.slackline.p4switch.ir.PipelineIr.Condition;
import io.slackline.p4switch.ir.ProfileIr;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.Program.MatchKind;
import io.slackline.p4switch.target.TableKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads ingress and egress: their tables, profiles and conditions. */
final class PipelineLoader {

    private final ExprLoader exprs;
    private final Arrays arrays;
    private final CalculationLoader calculations;
    private final Map<Integer, ActionIr> actionsById;
    private final Names tableNames = new Names("table");
    private final Names profileNames = new Names("action profile");
    final List<TableIr> tables = new ArrayList<>();
    final List<ProfileIr> profiles = new ArrayList<>();
    private final Map<String, Integer> initialised;

    PipelineLoader(
            ExprLoader exprs,
            Arrays arrays,
            CalculationLoader calculations,
            Map<Integer, ActionIr> actionsById,
            Map<String, Integer> initialised) {
        this.exprs = exprs;
        this.arrays = arrays;
        this.calculations = calculations;
        this.actionsById = actionsById;
        this.initialised = initialised;
    }

    PipelineIr read(JsonNode root, String name) {
        JsonNode pipeline = Json.list(root, "pipelines").stream()
                .filter(p -> Json.text(p, "name").equals(name))
                .findFirst()
                .orElseThrow(() -> Json.malformed(root, "lacks the pipeline \"" + name + "\""));
        if (!Json.list(pipeline, "action_calls").isEmpty()) {
            throw Json.unsupported(
                    pipeline, "\"action_calls\" of pipeline \"" + name + "\"", "tables and conditionals");
        }
        for (JsonNode profile : Json.list(pipeline, "action_profiles")) {
            readProfile(profile);
        }
        List<JsonNode> tableNodes = Json.list(pipeline, "tables");
        List<JsonNode> conditionNodes = Json.list(pipeline, "conditionals");
        Map<String, NodeRef> nodes = new HashMap<>();
        for (JsonNode table : tableNodes) {
            nodes.put(Json.text(table, "name"), new NodeRef.ToTable(tableNames.add(Json.name(table))));
        }
        for (int i = 0; i < conditionNodes.size(); i++) {
            nodes.put(Json.text(conditionNodes.get(i), "name"), new NodeRef.ToCondition(i));
        }
        for (JsonNode table : tableNodes) {
            tables.add(readTable(name, table, nodes));
        }
        List<Condition> conditions = new ArrayList<>();
        for (JsonNode condition : conditionNodes) {
            conditions.add(new Condition(
                    Json.text(condition, "name"),
                    exprs.expr(condition, Json.member(condition, "expression"), List.of()),
                    next(condition, condition.path("true_next"), nodes),
                    next(condition, condition.path("false_next"), nodes),
                    Json.line(condition)));
        }
        return new PipelineIr(name, next(pipeline, pipeline.path("init_table"), nodes), List.copyOf(conditions));
    }

    private static NodeRef next(JsonNode at, JsonNode name, Map<String, NodeRef> nodes) {
        if (name.isNull() || name.isMissingNode()) {
            return new NodeRef.End();
        }
        NodeRef node = nodes.get(name.asText());
        if (node == null) {
            throw Json.malformed(at, "continues at \"" + name.asText() + "\", which is not declared");
        }
        return node;
    }

    private void readProfile(JsonNode profile) {
        String name = Json.name(profile);
        JsonNode selector = profile.path("selector");
        int calculation = -1;
        if (selector.isObject()) {
            calculation = calculations.add(
                    profile, name + ".selector", Json.text(selector, "algo"), Json.list(selector, "input"));
        }
        profiles.add(new ProfileIr(profileNames.add(name), name, Json.integer(profile, "max_size"), calculation));
    }

    private TableIr readTable(String pipeline, JsonNode table, Map<String, NodeRef> nodes) {
        String name = Json.name(table);
        List<TableIr.Key> key = new ArrayList<>();
        for (JsonNode field : Json.list(table, "key")) {
            key.add(key(table, name, field));
        }
        List<Integer> actions = new ArrayList<>();
        List<NodeRef> nexts = new ArrayList<>();
        JsonNode nextTables = table.path("next_tables");
        for (JsonNode id : Json.list(table, "action_ids")) {
            ActionIr action = action(table, id.intValue());
            actions.add(action.index());
            nexts.add(next(table, nextOf(nextTables, action.name()), nodes));
        }
        String type = table.path("type").asText("simple");
        int profile = switch (type) {
            case "simple" -> -1;
            case "indirect", "indirect_ws" -> profileNames.of(table, Json.plain(Json.text(table, "action_profile")));
            default ->
                throw Json.unsupported(
                        table, "table \"" + name + "\" of type \"" + type + "\"", "simple, indirect, indirect_ws");
        };
        int meter = Json.optionalText(table, "direct_meters")
                .map(m -> arrays.directMeterNames.of(table, Json.plain(m)))
                .orElse(-1);
        Optional<String> counter = Json.flag(table, "with_counters", false)
                ? Optional.of(Optional.ofNullable(arrays.directCounterOfTable.get(name))
                        .orElse(name))
                : Optional.empty();
        List<TableIr.Entry> entries = new ArrayList<>();
        List<JsonNode> declared = Json.list(table, "entries");
        int last = declared.stream()
                .mapToInt(entry -> entry.path("priority").asInt(1))
                .max()
                .orElse(0);
        for (JsonNode entry : declared) {
            entries.add(entry(table, entry, key, last));
        }
        return new TableIr(
                tableNames.of(table, name),
                name,
                pipeline,
                List.copyOf(key),
                List.copyOf(actions),
                profile,
                counter,
                meter,
                initialised.getOrDefault(name, table.path("max_size").asInt(1024)),
                Json.flag(table, "support_timeout", false),
                defaultAction(table),
                List.copyOf(entries),
                table.has("entries") && !initialised.containsKey(name),
                List.copyOf(nexts),
                hitOrMiss(table, "__HIT__", nodes),
                hitOrMiss(table, "__MISS__", nodes),
                next(table, table.path("base_default_next"), nodes),
                Json.line(table));
    }

    private static JsonNode nextOf(JsonNode nextTables, String action) {
        JsonNode next = nextTables.path(action);
        return next.isMissingNode() ? nextTables.path("." + action) : next;
    }

    private static Optional<NodeRef> hitOrMiss(JsonNode table, String which, Map<String, NodeRef> nodes) {
        JsonNode nextTables = table.path("next_tables");
        return nextTables.has("__HIT__") || nextTables.has("__MISS__")
                ? Optional.of(next(table, nextTables.path(which), nodes))
                : Optional.empty();
    }

    private ActionIr action(JsonNode at, int id) {
        ActionIr action = actionsById.get(id);
        if (action == null) {
            throw Json.malformed(at, "names the action " + id + ", which is not declared");
        }
        return action;
    }

    private TableIr.Key key(JsonNode table, String tableName, JsonNode field) {
        String kind = Json.text(field, "match_type");
        JsonNode target = Json.member(field, "target");
        Expr value = kind.equals("valid")
                ? new Expr.Valid(new HeaderRef.Fixed(exprs.layout().header(table, target.asText())))
                : exprs.field(table, target);
        int width = Range.of(value).bits();
        JsonNode mask = field.path("mask");
        if (!mask.isNull() && !mask.isMissingNode()) {
            value = new Expr.Binary(Expr.BinaryOp.AND, value, new Expr.Const(Json.hex(mask)));
        }
        MatchKind matchKind = switch (kind) {
            case "exact", "valid" -> MatchKind.EXACT;
            case "lpm" -> MatchKind.LPM;
            case "ternary" -> MatchKind.TERNARY;
            case "range" -> MatchKind.RANGE;
            case "optional" -> MatchKind.OPTIONAL;
            default ->
                throw Json.unsupported(
                        table,
                        "match kind \"" + kind + "\" of table \"" + tableName + "\"",
                        "exact, lpm, ternary, range, optional");
        };
        String name = Json.optionalText(field, "name")
                .orElseGet(() -> target.isTextual()
                        ? target.asText()
                        : Json.part(table, target, 0) + "." + Json.part(table, target, 1));
        return new TableIr.Key(name, matchKind, value, width);
    }

    private TableIr.Default defaultAction(JsonNode table) {
        JsonNode entry = table.path("default_entry");
        if (!entry.isObject()) {
            return new TableIr.Default(Optional.empty(), false);
        }
        return new TableIr.Default(
                Optional.of(call(table, entry)),
                Json.flag(entry, "action_const", false) || Json.flag(entry, "action_entry_const", false));
    }

    private ActionCall call(JsonNode table, JsonNode node) {
        List<BigInteger> arguments = new ArrayList<>();
        Json.list(node, "action_data").forEach(v -> arguments.add(Json.hex(v)));
        ActionIr action = action(table, Json.integer(node, "action_id"));
        if (arguments.size() != action.parameters().size()) {
            throw Json.malformed(
                    table,
                    "gives " + arguments.size() + " arguments to action \"" + action.name() + "\", which has "
                            + action.parameters().size() + " parameters");
        }
        return new ActionCall(action.name(), arguments);
    }

    /** In the compiled program the smallest priority wins, at the target the largest does: the last entry has 1, as p4c has it elsewhere. */
    private TableIr.Entry entry(JsonNode table, JsonNode node, List<TableIr.Key> key, int last) {
        List<MatchValue> fields = new ArrayList<>();
        List<JsonNode> matches = Json.list(node, "match_key");
        boolean prioritised = false;
        for (int i = 0; i < matches.size(); i++) {
            JsonNode match = matches.get(i);
            MatchKind kind = key.get(i).kind();
            prioritised |= kind != MatchKind.EXACT && kind != MatchKind.LPM;
            fields.add(
                    switch (kind) {
                        case EXACT -> new MatchValue.Exact(boolOrHex(Json.member(match, "key")));
                        case LPM -> prefix(match, key.get(i).widthBits());
                        case TERNARY, OPTIONAL -> masked(match);
                        case RANGE ->
                            new MatchValue.Range(
                                    Json.hex(Json.member(match, "start")), Json.hex(Json.member(match, "end")));
                    });
        }
        int priority =
                prioritised ? Math.max(1, last + 1 - node.path("priority").asInt(1)) : 0;
        return new TableIr.Entry(new TableKey(fields, priority), call(table, Json.member(node, "action_entry")));
    }

    /** The compiler leaves bits after the prefix, and outside the mask, as the source has them. */
    private static MatchValue prefix(JsonNode match, int widthBits) {
        int length = Json.integer(match, "prefix_length");
        BigInteger value = Json.hex(Json.member(match, "key"));
        int after = widthBits - length;
        return new MatchValue.Lpm(value.shiftRight(after).shiftLeft(after), length);
    }

    private static MatchValue masked(JsonNode match) {
        BigInteger mask = Json.hex(Json.member(match, "mask"));
        return new MatchValue.Ternary(Json.hex(Json.member(match, "key")).and(mask), mask);
    }

    private static BigInteger boolOrHex(JsonNode key) {
        return key.isBoolean() ? (key.booleanValue() ? BigInteger.ONE : BigInteger.ZERO) : Json.hex(key);
    }
}

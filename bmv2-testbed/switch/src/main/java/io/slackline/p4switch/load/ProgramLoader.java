package io.slackline.p4switch.load;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.DigestIr;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.FieldList;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.ParserIr;
import io.slackline.p4switch.ir.PipelineIr;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.ir.SourceLine;
import io.slackline.p4switch.ir.StandardMetadata;
import io.slackline.p4switch.target.TargetException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a whole compiled program. Stateless and safe for use by several threads. */
public final class ProgramLoader {

    private static final int MAJOR_VERSION = 2;

    private ProgramLoader() {}

    /**
     * Reads a program.
     *
     * @param bmv2Json UTF-8
     * @param initialised sizes of the tables whose declared entries can be written
     * @throws TargetException INVALID_ARGUMENT if the text is not such a program, UNIMPLEMENTED if it uses what is not supported
     */
    public static ProgramIr load(byte[] bmv2Json, Map<String, Integer> initialised) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(bmv2Json);
        } catch (JacksonException e) {
            throw new TargetException(
                    TargetException.Code.INVALID_ARGUMENT,
                    "compiled program is not JSON: " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new TargetException(TargetException.Code.INVALID_ARGUMENT, "compiled program cannot be read", e);
        }
        if (!root.isObject() || !root.has("pipelines")) {
            throw TargetException.invalid("compiled program is not bmv2 JSON: expected an object with \"pipelines\"");
        }
        JsonNode version = root.path("__meta__").path("version");
        if (version.isArray() && version.path(0).asInt() != MAJOR_VERSION) {
            throw TargetException.invalid("compiled program has format version " + version + ", expected "
                    + MAJOR_VERSION + ".x; compile it with p4c-bm2-ss");
        }
        try {
            return read(root, initialised);
        } catch (TargetException e) {
            throw e;
        } catch (RuntimeException e) {
            // Damage that no check names; the cause tells a developer where it was met.
            throw new TargetException(
                    TargetException.Code.INVALID_ARGUMENT,
                    "compiled program is damaged, nothing that p4c writes: " + e,
                    e);
        }
    }

    private static ProgramIr read(JsonNode root, Map<String, Integer> initialised) {
        Layout layout = new Layout(root);
        ExprLoader exprs = new ExprLoader(layout);
        Arrays arrays = new Arrays(root, layout);
        for (JsonNode extern : Json.list(root, "extern_instances")) {
            throw Json.unsupported(
                    extern,
                    "extern \"" + extern.path("name").asText() + "\" of type \""
                            + extern.path("type").asText() + "\"",
                    "the externs of v1model");
        }
        CalculationLoader calculations = new CalculationLoader(root, exprs);
        Map<Integer, Integer> digestIds = new HashMap<>();
        List<DigestIr> digests = digests(root, exprs, digestIds);
        Map<Integer, Integer> fieldListIds = new HashMap<>();
        List<FieldList> fieldLists = PrimitiveLoader.fieldLists(root, layout, fieldListIds);
        PrimitiveLoader primitives = new PrimitiveLoader(exprs, arrays, calculations.names, digestIds, fieldListIds);
        Names valueSetNames = new Names("parser value set");
        List<ProgramIr.ValueSet> valueSets = new ArrayList<>();
        for (JsonNode set : Json.list(root, "parse_vsets")) {
            valueSetNames.add(Json.name(set));
            valueSets.add(new ProgramIr.ValueSet(Json.name(set), Json.integer(set, "compressed_bitwidth")));
        }
        ParserIr parser = new ParserLoader(exprs, primitives, valueSetNames).read(root);
        Map<Integer, ActionIr> actions = actions(root, primitives);
        PipelineLoader pipelines = new PipelineLoader(exprs, arrays, calculations, actions, initialised);
        PipelineIr ingress = pipelines.read(root, "ingress");
        PipelineIr egress = pipelines.read(root, "egress");
        return new ProgramIr(
                layout.slots(),
                layout.headers(),
                layout.stacks(),
                layout.headers().stream().filter(Header::metadata).toList(),
                parser,
                List.copyOf(actions.values()),
                List.copyOf(pipelines.tables),
                ingress,
                egress,
                deparser(root, layout),
                List.copyOf(calculations.calculations),
                List.copyOf(calculations.checksums(root)),
                List.copyOf(arrays.counters),
                List.copyOf(arrays.meters),
                List.copyOf(arrays.directMeters),
                List.copyOf(arrays.registers),
                List.copyOf(pipelines.profiles),
                digests,
                List.copyOf(fieldLists),
                List.copyOf(valueSets),
                standardMetadata(root, layout),
                errors(root));
    }

    private static List<DigestIr> digests(JsonNode root, ExprLoader exprs, Map<Integer, Integer> byId) {
        List<DigestIr> digests = new ArrayList<>();
        for (JsonNode list : Json.list(root, "learn_lists")) {
            List<Expr> members = new ArrayList<>();
            Json.list(list, "elements").forEach(e -> members.add(exprs.expr(list, e, List.of())));
            int id = Json.integer(list, "id");
            byId.put(id, digests.size());
            digests.add(new DigestIr(
                    id,
                    digests.size(),
                    Json.name(list),
                    List.copyOf(members),
                    members.stream().map(m -> Range.of(m).bits()).toList()));
        }
        return List.copyOf(digests);
    }

    private static Map<Integer, ActionIr> actions(JsonNode root, PrimitiveLoader primitives) {
        Map<Integer, ActionIr> actions = new LinkedHashMap<>();
        for (JsonNode node : Json.list(root, "actions")) {
            String name = Json.name(node);
            List<ActionIr.Parameter> parameters = new ArrayList<>();
            int limbs = 0;
            for (JsonNode parameter : Json.list(node, "runtime_data")) {
                ActionIr.Parameter taken = new ActionIr.Parameter(
                        Json.text(parameter, "name"), Json.integer(parameter, "bitwidth"), limbs);
                parameters.add(taken);
                limbs += taken.limbs();
            }
            List<List<Primitive>> steps = new ArrayList<>();
            List<SourceLine> lines = new ArrayList<>();
            for (JsonNode primitive : Json.list(node, "primitives")) {
                List<Primitive> read = primitives.read("action " + name, primitive, parameters);
                steps.add(read);
                lines.addAll(Collections.nCopies(read.size(), Json.line(primitive)));
            }
            int id = Json.integer(node, "id");
            actions.put(
                    id,
                    new ActionIr(
                            id,
                            actions.size(),
                            name,
                            List.copyOf(parameters),
                            limbs,
                            flatten(steps),
                            List.copyOf(lines)));
        }
        return actions;
    }

    /** Jumps count steps of the format; one of those may have become several of ours. */
    private static List<Primitive> flatten(List<List<Primitive>> steps) {
        int[] start = new int[steps.size() + 1];
        for (int i = 0; i < steps.size(); i++) {
            start[i + 1] = start[i] + steps.get(i).size();
        }
        List<Primitive> flat = new ArrayList<>();
        for (Primitive step : steps.stream().flatMap(List::stream).toList()) {
            flat.add(
                    switch (step) {
                        case Primitive.Jump(int to) -> new Primitive.Jump(start[Math.min(to, steps.size())]);
                        case Primitive.JumpIfZero(Expr condition, int to) ->
                            new Primitive.JumpIfZero(condition, start[Math.min(to, steps.size())]);
                        default -> step;
                    });
        }
        return List.copyOf(flat);
    }

    private static List<Header> deparser(JsonNode root, Layout layout) {
        List<JsonNode> deparsers = Json.list(root, "deparsers");
        if (deparsers.size() != 1) {
            throw Json.unsupported(root, deparsers.size() + " deparsers", "one deparser");
        }
        JsonNode deparser = deparsers.getFirst();
        if (!Json.list(deparser, "primitives").isEmpty()) {
            throw Json.unsupported(
                    deparser,
                    "a statement other than emit in deparser \""
                            + deparser.path("name").asText() + "\"",
                    "emit");
        }
        return Json.list(deparser, "order").stream()
                .map(name -> layout.header(deparser, name.asText()))
                .toList();
    }

    private static StandardMetadata standardMetadata(JsonNode root, Layout layout) {
        Map<String, JsonNode> aliases = new HashMap<>();
        Json.list(root, "field_aliases").forEach(a -> aliases.put(Json.part(root, a, 0), a.get(1)));
        Slots slots = new Slots(root, layout, aliases);
        return new StandardMetadata(
                slots.required("ingress_port"),
                slots.required("egress_spec"),
                slots.required("egress_port"),
                slots.of("instance_type"),
                slots.of("packet_length"),
                slots.ofUsed("ingress_global_timestamp"),
                slots.ofUsed("egress_global_timestamp"),
                slots.of("mcast_grp"),
                slots.of("egress_rid"),
                slots.of("checksum_error"),
                slots.of("parser_error"),
                slots.ofUsed("enq_timestamp"),
                slots.of("enq_qdepth"),
                slots.of("deq_timedelta"),
                slots.of("deq_qdepth"));
    }

    private record Slots(JsonNode root, Layout layout, Map<String, JsonNode> aliases) {

        /** What costs a look at the clock is only filled in for programs that use it. */
        int ofUsed(String field) {
            Header standard = layout.headers().stream()
                    .filter(h -> h.name().equals("standard_metadata"))
                    .findFirst()
                    .orElse(null);
            if (standard == null) {
                return of(field);
            }
            boolean unused = standard.fields().stream().anyMatch(f -> f.name().equals(field) && !layout.uses(f));
            return unused ? -1 : of(field);
        }

        int of(String field) {
            if (layout.hasField("standard_metadata", field)) {
                return layout.field(root, "standard_metadata", field).slot();
            }
            for (String header : List.of("standard_metadata", "intrinsic_metadata", "queueing_metadata")) {
                JsonNode alias = aliases.get(header + "." + field);
                if (alias != null) {
                    return layout.field(root, Json.part(root, alias, 0), Json.part(root, alias, 1))
                            .slot();
                }
            }
            return -1;
        }

        int required(String field) {
            int slot = of(field);
            if (slot < 0) {
                throw TargetException.invalid(
                        "compiled program has no standard_metadata." + field + "; compile it for v1model");
            }
            return slot;
        }
    }

    private static ProgramIr.ParserErrors errors(JsonNode root) {
        Map<String, Integer> values = new HashMap<>();
        Json.list(root, "errors")
                .forEach(e -> values.put(Json.part(root, e, 0), e.get(1).intValue()));
        return new ProgramIr.ParserErrors(
                values.getOrDefault("NoError", 0),
                values.getOrDefault("PacketTooShort", 1),
                values.getOrDefault("NoMatch", 2),
                values.getOrDefault("StackOutOfBounds", 3),
                values.getOrDefault("HeaderTooShort", 4),
                values.getOrDefault("ParserInvalidArgument", 6));
    }
}

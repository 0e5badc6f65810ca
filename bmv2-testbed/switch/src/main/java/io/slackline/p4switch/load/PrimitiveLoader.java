package io.slackline.p4switch.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.slackline.p4switch.ir.ActionIr.Parameter;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Expr.BinaryOp;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.FieldList;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.HeaderStack;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the steps of actions. */
final class PrimitiveLoader {

    private static final String KNOWN =
            "assign, assign_VL, assign_header, assign_header_stack, assign_union, assign_union_stack, "
                    + "add_header, remove_header, push, pop, mark_to_drop, exit, count, execute_meter, register_read, register_write, "
                    + "modify_field_with_hash_based_offset, modify_field_rng_uniform, generate_digest, clone_ingress_pkt_to_egress, "
                    + "clone_egress_pkt_to_egress, resubmit, recirculate, truncate, log_msg, assert, assume, _jump, _jump_if_zero, no_op, "
                    + "and of P4_14 modify_field, add_to_field, subtract_from_field, add, subtract, bit_and, bit_or, bit_xor, shift_left, "
                    + "shift_right, drop, copy_header";

    private final ExprLoader exprs;
    private final Arrays arrays;
    private final Names calculations;
    private final Map<Integer, Integer> digestsById;
    private final Map<Integer, Integer> fieldListsById;

    PrimitiveLoader(
            ExprLoader exprs,
            Arrays arrays,
            Names calculations,
            Map<Integer, Integer> digestsById,
            Map<Integer, Integer> fieldListsById) {
        this.exprs = exprs;
        this.arrays = arrays;
        this.calculations = calculations;
        this.digestsById = digestsById;
        this.fieldListsById = fieldListsById;
    }

    /** Reads one step; some of the format's steps are several of ours. */
    List<Primitive> read(String owner, JsonNode node, List<Parameter> parameters) {
        String op = Json.text(node, "op");
        Call call = new Call(node, Json.list(node, "parameters"), parameters);
        return switch (op) {
            case "assign_union" -> copyUnion(call);
            case "assign" -> {
                Field shape = call.target(0).shape();
                yield List.of(shape.variable() ? variable(call) : new Primitive.Assign(call.target(0), call.expr(1)));
            }
            default -> List.of(single(owner, op, call));
        };
    }

    private Primitive single(String owner, String op, Call call) {
        return switch (op) {
            case "assign_VL" -> variable(call);
            case "assign_header", "copy_header" -> new Primitive.AssignHeader(call.header(0), call.header(1));
            case "assign_header_stack", "assign_union_stack" -> new Primitive.AssignStack(call.stack(0), call.stack(1));
            case "modify_field" -> new Primitive.Assign(call.target(0), call.expr(1));
            case "add_to_field" -> compute(call, BinaryOp.ADD, call.expr(0), call.expr(1));
            case "subtract_from_field" -> compute(call, BinaryOp.SUBTRACT, call.expr(0), call.expr(1));
            case "add" -> compute(call, BinaryOp.ADD, call.expr(1), call.expr(2));
            case "subtract" -> compute(call, BinaryOp.SUBTRACT, call.expr(1), call.expr(2));
            case "bit_and" -> compute(call, BinaryOp.AND, call.expr(1), call.expr(2));
            case "bit_or" -> compute(call, BinaryOp.OR, call.expr(1), call.expr(2));
            case "bit_xor" -> compute(call, BinaryOp.XOR, call.expr(1), call.expr(2));
            case "shift_left" -> compute(call, BinaryOp.SHIFT_LEFT, call.expr(1), call.expr(2));
            case "shift_right" -> compute(call, BinaryOp.SHIFT_RIGHT, call.expr(1), call.expr(2));
            case "add_header" -> new Primitive.AddHeader(call.header(0));
            case "remove_header" -> new Primitive.RemoveHeader(call.header(0));
            case "push" -> new Primitive.Push(call.stack(0), call.constant(1));
            case "pop" -> new Primitive.Pop(call.stack(0), call.constant(1));
            case "mark_to_drop" -> markToDrop(call, call.name(0));
            case "drop" -> markToDrop(call, "standard_metadata");
            case "exit" -> new Primitive.Exit();
            case "count" -> new Primitive.Count(call.named(0, arrays.counterNames), call.expr(1));
            case "execute_meter" ->
                new Primitive.ExecuteMeter(call.named(0, arrays.meterNames), call.expr(1), call.target(2));
            case "register_read" ->
                new Primitive.RegisterRead(call.target(0), call.named(1, arrays.registerNames), call.expr(2));
            case "register_write" ->
                new Primitive.RegisterWrite(call.named(0, arrays.registerNames), call.expr(1), call.expr(2));
            case "modify_field_with_hash_based_offset" ->
                new Primitive.Hash(call.target(0), call.expr(1), call.named(2, calculations), call.expr(3));
            case "modify_field_rng_uniform" -> new Primitive.Random(call.target(0), call.expr(1), call.expr(2));
            case "generate_digest" -> new Primitive.Digest(call.id(1, digestsById, "digest"));
            case "clone_ingress_pkt_to_egress" ->
                new Primitive.CloneIngress(call.expr(0), call.id(1, fieldListsById, "field list"));
            case "clone_egress_pkt_to_egress" ->
                new Primitive.CloneEgress(call.expr(0), call.id(1, fieldListsById, "field list"));
            case "resubmit" -> new Primitive.Resubmit(call.id(0, fieldListsById, "field list"));
            case "recirculate" -> new Primitive.Recirculate(call.id(0, fieldListsById, "field list"));
            case "truncate" -> new Primitive.Truncate(call.expr(0));
            case "log_msg" -> call.log();
            case "assert", "assume" ->
                new Primitive.Assert(call.expr(0), (Json.where(call.node) + op + " in " + owner).trim());
            case "_jump" -> new Primitive.Jump(call.constant(0));
            case "_jump_if_zero" -> new Primitive.JumpIfZero(call.expr(0), call.constant(1));
            case "no_op" -> new Primitive.Nothing();
            default -> throw Json.unsupported(call.node, "primitive \"" + op + "\" of " + owner, KNOWN);
        };
    }

    private Primitive markToDrop(Call call, String metadata) {
        Layout layout = exprs.layout();
        int group = layout.hasField(metadata, "mcast_grp")
                ? layout.field(call.node, metadata, "mcast_grp").slot()
                : layout.hasField("intrinsic_metadata", "mcast_grp")
                        ? layout.field(call.node, "intrinsic_metadata", "mcast_grp")
                                .slot()
                        : -1;
        return new Primitive.MarkToDrop(
                layout.field(call.node, metadata, "egress_spec").slot(), group);
    }

    /** The operations of P4_14 that wrote expressions as steps: the first operand is the target. */
    private static Primitive compute(Call call, BinaryOp op, Expr left, Expr right) {
        return new Primitive.Assign(call.target(0), new Expr.Binary(op, left, right));
    }

    private static Primitive variable(Call call) {
        if (call.target(0) instanceof Target.Fixed(Field target)
                && call.target(1) instanceof Target.Fixed(Field source)) {
            return new Primitive.AssignVariable(target, source);
        }
        throw Json.unsupported(
                call.node, "copying a variable-length field of a header that the packet decides", "headers by name");
    }

    private List<Primitive> copyUnion(Call call) {
        Layout.Union target = exprs.layout().union(call.node, call.name(0));
        Layout.Union source = exprs.layout().union(call.node, call.name(1));
        List<Primitive> steps = new ArrayList<>();
        for (Header member : target.members()) {
            steps.add(new Primitive.RemoveHeader(new HeaderRef.Fixed(member)));
        }
        for (int i = 0; i < target.members().size(); i++) {
            steps.add(new Primitive.AssignHeader(
                    new HeaderRef.Fixed(target.members().get(i)),
                    new HeaderRef.Fixed(source.members().get(i))));
        }
        return steps;
    }

    /** The operands of one step. */
    private final class Call {

        final JsonNode node;
        private final List<JsonNode> operands;
        private final List<Parameter> parameters;

        Call(JsonNode node, List<JsonNode> operands, List<Parameter> parameters) {
            this.node = node;
            this.operands = operands;
            this.parameters = parameters;
        }

        private JsonNode operand(int i) {
            if (i >= operands.size()) {
                throw Json.malformed(node, "has " + operands.size() + " operands, expected at least " + (i + 1));
            }
            return operands.get(i);
        }

        Expr expr(int i) {
            return exprs.expr(node, operand(i), parameters);
        }

        Target target(int i) {
            return exprs.target(node, operand(i), parameters);
        }

        HeaderRef header(int i) {
            return exprs.header(node, operand(i), parameters);
        }

        HeaderStack stack(int i) {
            return exprs.layout().anyStack(node, name(i));
        }

        String name(int i) {
            JsonNode inner = operand(i);
            while (inner.path("value").isObject()) {
                inner = inner.get("value");
            }
            return Json.text(inner, "value");
        }

        int named(int i, Names names) {
            return names.of(node, Json.plain(name(i)));
        }

        int constant(int i) {
            JsonNode inner = operand(i);
            if (inner.isIntegralNumber()) {
                return inner.intValue();
            }
            if (inner.path("value").isIntegralNumber()) {
                return inner.get("value").intValue();
            }
            if (expr(i) instanceof Expr.Const(var value)) {
                return value.intValueExact();
            }
            throw Json.unsupported(node, "operand " + i + " that is not a constant", "constants");
        }

        /** A list named by its id; id 0 is the empty list. */
        int id(int i, Map<Integer, Integer> byId, String kind) {
            int id = constant(i);
            Integer index = byId.get(id);
            if (index == null) {
                if (id == 0) {
                    return -1;
                }
                throw Json.malformed(node, "names the " + kind + " " + id + ", which is not declared");
            }
            return index;
        }

        Primitive log() {
            List<Expr> arguments = new ArrayList<>();
            if (operands.size() > 1) {
                operands.get(1).path("value").forEach(v -> arguments.add(exprs.expr(node, v, parameters)));
            }
            return new Primitive.Log(name(0), List.copyOf(arguments));
        }
    }

    /** Field lists by position, found by id. */
    static List<FieldList> fieldLists(JsonNode root, Layout layout, Map<Integer, Integer> byId) {
        List<FieldList> lists = new ArrayList<>();
        for (JsonNode list : Json.list(root, "field_lists")) {
            List<Field> fields = new ArrayList<>();
            for (JsonNode element : Json.list(list, "elements")) {
                if (!Json.text(element, "type").equals("field")) {
                    throw Json.unsupported(list, "field list element " + element, "fields");
                }
                JsonNode pair = element.get("value");
                fields.add(layout.field(list, Json.part(list, pair, 0), Json.part(list, pair, 1)));
            }
            byId.put(Json.integer(list, "id"), lists.size());
            lists.add(new FieldList(Json.integer(list, "id"), List.copyOf(fields)));
        }
        return lists;
    }
}

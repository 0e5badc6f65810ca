package io.slackline.p4switch.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Expr.BinaryOp;
import io.slackline.p4switch.ir.Expr.UnaryOp;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.HeaderStack;
import io.slackline.p4switch.ir.Range;
import io.slackline.p4switch.ir.Target;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Reads expressions, references to headers and fields that are written. */
final class ExprLoader {

    private static final String VALID = "$valid$";

    private static final Map<String, BinaryOp> BINARY = Map.ofEntries(
            Map.entry("+", BinaryOp.ADD),
            Map.entry("-", BinaryOp.SUBTRACT),
            Map.entry("*", BinaryOp.MULTIPLY),
            Map.entry("/", BinaryOp.DIVIDE),
            Map.entry("%", BinaryOp.MODULO),
            Map.entry("<<", BinaryOp.SHIFT_LEFT),
            Map.entry(">>", BinaryOp.SHIFT_RIGHT),
            Map.entry("&", BinaryOp.AND),
            Map.entry("|", BinaryOp.OR),
            Map.entry("^", BinaryOp.XOR),
            Map.entry("==", BinaryOp.EQUAL),
            Map.entry("!=", BinaryOp.NOT_EQUAL),
            Map.entry("<", BinaryOp.LESS),
            Map.entry("<=", BinaryOp.LESS_OR_EQUAL),
            Map.entry(">", BinaryOp.GREATER),
            Map.entry(">=", BinaryOp.GREATER_OR_EQUAL),
            Map.entry("and", BinaryOp.BOTH),
            Map.entry("or", BinaryOp.EITHER));

    private final Layout layout;

    ExprLoader(Layout layout) {
        this.layout = layout;
    }

    Layout layout() {
        return layout;
    }

    /**
     * Reads a typed value.
     *
     * @param owner what the expression belongs to, for errors
     * @param parameters of the enclosing action; empty outside actions
     */
    Expr expr(JsonNode owner, JsonNode node, List<ActionIr.Parameter> parameters) {
        if (node.has("op")) {
            return operation(owner, node, parameters);
        }
        JsonNode value = Json.member(node, "value");
        String type = Json.text(node, "type");
        return switch (type) {
            case "expression" -> expr(owner, value, parameters);
            case "hexstr" -> new Expr.Const(Json.hex(value));
            case "bool" -> Expr.of(value.asBoolean() ? 1 : 0);
            case "field" -> field(owner, value);
            case "stack_field" -> {
                HeaderRef last = new HeaderRef.Last(layout.stack(owner, Json.part(owner, value, 0)), 0);
                yield fieldOf(owner, last, Json.part(owner, value, 1));
            }
            case "union_stack_field" -> {
                HeaderStack stack = layout.unionStack(owner, Json.part(owner, value, 0));
                HeaderRef last = new HeaderRef.Last(stack, unionMember(owner, stack, Json.part(owner, value, 1)));
                yield fieldOf(owner, last, value.get(2).asText());
            }
            case "header" -> new Expr.Valid(new HeaderRef.Fixed(layout.header(owner, value.asText())));
            case "lookahead" ->
                new Expr.Lookahead(value.get(0).intValue(), value.get(1).intValue());
            case "local", "runtime_data" -> {
                int index = value.intValue();
                if (index < 0 || index >= parameters.size()) {
                    throw Json.malformed(owner, "reads action parameter " + index + " of " + parameters.size());
                }
                yield new Expr.Argument(
                        parameters.get(index).limb(), parameters.get(index).widthBits());
            }
            default ->
                throw Json.unsupported(
                        owner,
                        "a value of type \"" + type + "\"",
                        "expression, hexstr, bool, field, stack_field, union_stack_field, header, lookahead, local, runtime_data");
        };
    }

    Expr field(JsonNode owner, JsonNode pair) {
        Header header = layout.header(owner, Json.part(owner, pair, 0));
        String name = Json.part(owner, pair, 1);
        return name.equals(VALID)
                ? new Expr.Valid(new HeaderRef.Fixed(header))
                : new Expr.Read(layout.field(owner, header, name));
    }

    private Expr operation(JsonNode owner, JsonNode node, List<ActionIr.Parameter> parameters) {
        String op = Json.text(node, "op");
        JsonNode left = node.path("left");
        JsonNode right = node.path("right");
        boolean unary = left.isNull() || left.isMissingNode();
        if (unary && (op.equals("-") || op.equals("+"))) {
            Expr operand = expr(owner, right, parameters);
            return op.equals("-") ? new Expr.Unary(UnaryOp.NEGATE, operand) : operand;
        }
        BinaryOp binary = BINARY.get(op);
        if (binary != null) {
            if (binary == BinaryOp.EQUAL || binary == BinaryOp.NOT_EQUAL) {
                refuseHeaders(owner, left);
            }
            Expr read = new Expr.Binary(binary, expr(owner, left, parameters), expr(owner, right, parameters));
            return bounded(owner, binary, read);
        }
        return switch (op) {
            case "~" -> new Expr.Unary(UnaryOp.COMPLEMENT, expr(owner, right, parameters));
            case "not" -> new Expr.Unary(UnaryOp.NOT, expr(owner, right, parameters));
            case "?" ->
                new Expr.Choice(
                        expr(owner, Json.member(node, "cond"), parameters),
                        expr(owner, left, parameters),
                        expr(owner, right, parameters));
            case "d2b", "data_to_bool" ->
                new Expr.Binary(BinaryOp.NOT_EQUAL, expr(owner, right, parameters), Expr.of(0));
            case "b2d", "bool_to_data" -> expr(owner, right, parameters);
            case "valid" -> new Expr.Valid(header(owner, right, parameters));
            case "valid_union" -> validUnion(owner, right);
            case "two_comp_mod" -> new Expr.Wrap(expr(owner, left, parameters), constant(owner, right, parameters));
            case "usat_cast" ->
                new Expr.Saturate(expr(owner, left, parameters), constant(owner, right, parameters), false);
            case "sat_cast" ->
                new Expr.Saturate(expr(owner, left, parameters), constant(owner, right, parameters), true);
            case "last_stack_index" -> new Expr.LastIndex(layout.anyStack(owner, operandName(right)));
            case "size_stack" -> new Expr.StackSize(layout.anyStack(owner, operandName(right)));
            case "access_field" -> {
                HeaderRef header = header(owner, left, parameters);
                yield header instanceof HeaderRef.Fixed(Header fixed)
                        ? new Expr.Read(fixed.fields().get(right.intValue()))
                        : new Expr.ReadOf(header, right.intValue());
            }
            default -> throw Json.unsupported(owner, "the operator \"" + op + "\"", "those of bmv2's expressions");
        };
    }

    /** A left shift or product whose exact value could have thousands of bits is only good under a mask; see {@link Range}. */
    private static Expr bounded(JsonNode owner, BinaryOp op, Expr read) {
        boolean exact = switch (op) {
            case SHIFT_RIGHT, EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, DIVIDE, MODULO -> true;
            case ADD, SUBTRACT, MULTIPLY, SHIFT_LEFT, AND, OR, XOR, BOTH, EITHER -> false;
        };
        if (exact && read instanceof Expr.Binary(BinaryOp _, Expr left, Expr right)) {
            if (Range.of(left).bits() >= Range.MAX_BITS || Range.of(right).bits() >= Range.MAX_BITS) {
                throw Json.unsupported(owner, "\"" + op + "\" on a shifted value that nothing masks", "");
            }
            if ((op == BinaryOp.DIVIDE || op == BinaryOp.MODULO)
                    && !(Range.of(left).fitsSignedLong() && Range.of(right).fitsSignedLong())) {
                throw Json.unsupported(owner, "division of values wider than 63 bits", "");
            }
        }
        return read;
    }

    private static void refuseHeaders(JsonNode owner, JsonNode left) {
        String type = left.path("type").asText();
        if (type.equals("header") || type.equals("header_stack") || type.equals("header_union")) {
            throw Json.unsupported(owner, "comparison of whole headers", "comparison of fields");
        }
    }

    private Expr validUnion(JsonNode owner, JsonNode right) {
        Layout.Union union = layout.union(owner, operandName(right));
        Expr any = Expr.of(0);
        for (Header member : union.members()) {
            any = new Expr.Binary(BinaryOp.EITHER, any, new Expr.Valid(new HeaderRef.Fixed(member)));
        }
        return any;
    }

    private static String operandName(JsonNode node) {
        JsonNode inner = node;
        while (inner.path("value").isObject()) {
            inner = inner.get("value");
        }
        return Json.text(inner, "value");
    }

    private int constant(JsonNode owner, JsonNode node, List<ActionIr.Parameter> parameters) {
        if (expr(owner, node, parameters) instanceof Expr.Const(BigInteger value)) {
            return value.intValueExact();
        }
        throw Json.malformed(owner, "has a width that is not constant");
    }

    /** Reads a reference to a header. */
    HeaderRef header(JsonNode owner, JsonNode node, List<ActionIr.Parameter> parameters) {
        if (node.has("op")) {
            String op = Json.text(node, "op");
            JsonNode left = Json.member(node, "left");
            JsonNode right = Json.member(node, "right");
            return switch (op) {
                case "dereference_header_stack" ->
                    element(layout.stack(owner, operandName(left)), 0, expr(owner, right, parameters));
                case "access_union_header" -> unionHeader(owner, left, right.intValue(), parameters);
                default ->
                    throw Json.unsupported(
                            owner,
                            "a header by the operator \"" + op + "\"",
                            "dereference_header_stack, access_union_header");
            };
        }
        JsonNode value = Json.member(node, "value");
        return switch (Json.text(node, "type")) {
            case "expression" -> header(owner, value, parameters);
            case "header" -> new HeaderRef.Fixed(layout.header(owner, value.asText()));
            case "stack_field" -> new HeaderRef.Last(layout.stack(owner, Json.part(owner, value, 0)), 0);
            case "header_stack" -> new HeaderRef.Last(layout.stack(owner, value.asText()), 0);
            default -> throw Json.unsupported(owner, "a header given as " + node, "header, expression");
        };
    }

    private HeaderRef unionHeader(JsonNode owner, JsonNode union, int member, List<ActionIr.Parameter> parameters) {
        JsonNode inner = union;
        while (inner.path("value").isObject()) {
            inner = inner.get("value");
        }
        if (inner.has("op")) {
            HeaderStack stack = layout.unionStack(owner, operandName(Json.member(inner, "left")));
            return element(stack, member, expr(owner, Json.member(inner, "right"), parameters));
        }
        return new HeaderRef.Fixed(
                layout.union(owner, Json.text(inner, "value")).members().get(member));
    }

    private static HeaderRef element(HeaderStack stack, int member, Expr index) {
        if (index instanceof Expr.Const(BigInteger value)
                && value.signum() >= 0
                && value.bitLength() < 31
                && value.intValue() < stack.size()) {
            return new HeaderRef.Fixed(stack.members().get(member).get(value.intValue()));
        }
        return new HeaderRef.Element(stack, member, index);
    }

    int unionMember(JsonNode owner, HeaderStack stack, String member) {
        for (int m = 0; m < stack.members().size(); m++) {
            String name = stack.members().get(m).getFirst().name();
            if (name.substring(name.lastIndexOf('.') + 1).equals(member)) {
                return m;
            }
        }
        throw Json.malformed(
                owner, "names the union member \"" + member + "\", which \"" + stack.name() + "\" does not have");
    }

    private Expr fieldOf(JsonNode owner, HeaderRef header, String name) {
        if (name.equals(VALID)) {
            return new Expr.Valid(header);
        }
        Header shape = header.shape();
        return new Expr.ReadOf(header, shape.fields().indexOf(layout.field(owner, shape, name)));
    }

    /** Reads a field that is written. */
    Target target(JsonNode owner, JsonNode node, List<ActionIr.Parameter> parameters) {
        return switch (expr(owner, node, parameters)) {
            case Expr.Read(Field field) -> new Target.Fixed(field);
            case Expr.ReadOf(HeaderRef header, int field) -> new Target.Of(header, field);
            default -> throw Json.unsupported(owner, "writing to " + node, "fields");
        };
    }
}

package io.slackline.p4switch.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.HeaderRef;
import io.slackline.p4switch.ir.HeaderStack;
import io.slackline.p4switch.ir.ParserIr;
import io.slackline.p4switch.ir.ParserIr.State;
import io.slackline.p4switch.ir.ParserIr.Step;
import io.slackline.p4switch.ir.ParserIr.Transition;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.Range;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the parser. */
final class ParserLoader {

    private final ExprLoader exprs;
    private final PrimitiveLoader primitives;
    private final Names valueSets;
    private final Names states = new Names("parser state");

    ParserLoader(ExprLoader exprs, PrimitiveLoader primitives, Names valueSets) {
        this.exprs = exprs;
        this.primitives = primitives;
        this.valueSets = valueSets;
    }

    ParserIr read(JsonNode root) {
        List<JsonNode> parsers = Json.list(root, "parsers");
        if (parsers.size() != 1) {
            throw Json.unsupported(root, parsers.size() + " parsers", "one parser, as p4c's v1model backend makes");
        }
        JsonNode parser = parsers.getFirst();
        List<JsonNode> nodes = Json.list(parser, "parse_states");
        nodes.forEach(state -> states.add(Json.text(state, "name")));
        List<State> read = new ArrayList<>();
        for (JsonNode state : nodes) {
            read.add(state(state));
        }
        Optional<String> init = Json.optionalText(parser, "init_state");
        int start = init.map(name -> states.of(parser, name)).orElse(ParserIr.ACCEPT);
        return new ParserIr(Json.text(parser, "name"), start, List.copyOf(read));
    }

    private State state(JsonNode state) {
        String name = Json.text(state, "name");
        List<Step> steps = new ArrayList<>();
        for (JsonNode op : Json.list(state, "parser_ops")) {
            step(name, state, op, steps);
        }
        List<Expr> key = new ArrayList<>();
        for (JsonNode part : Json.list(state, "transition_key")) {
            key.add(exprs.expr(state, part, List.of()));
        }
        List<Transition> transitions = new ArrayList<>();
        for (JsonNode transition : Json.list(state, "transitions")) {
            transitions.add(transition(state, transition, key));
        }
        return new State(name, List.copyOf(steps), List.copyOf(key), List.copyOf(transitions));
    }

    private void step(String stateName, JsonNode state, JsonNode op, List<Step> steps) {
        List<JsonNode> operands = Json.list(op, "parameters");
        String kind = Json.text(op, "op");
        switch (kind) {
            case "extract" -> steps.add(extract(state, operands.getFirst()));
            case "extract_VL" -> {
                Expr length = exprs.expr(state, operands.get(1), List.of());
                steps.add(
                        switch (extract(state, operands.getFirst())) {
                            case Step.Extract(Header header) -> new Step.ExtractVariable(header, length);
                            case Step.ExtractNext(HeaderStack stack, int member) ->
                                new Step.ExtractNextVariable(stack, member, length);
                            case Step other -> throw Json.malformed(op, "extracts by " + other);
                        });
            }
            case "set" -> {
                var target = exprs.target(state, operands.get(0), List.of());
                Expr value = exprs.expr(state, operands.get(1), List.of());
                steps.add(new Step.Run(new Primitive.Assign(target, value)));
            }
            case "verify" ->
                steps.add(new Step.Verify(
                        exprs.expr(state, operands.get(0), List.of()), exprs.expr(state, operands.get(1), List.of())));
            case "advance" -> steps.add(new Step.Advance(exprs.expr(state, operands.getFirst(), List.of())));
            case "shift" -> steps.add(new Step.Advance(Expr.of(8L * shiftBytes(operands.getFirst()))));
            case "primitive" -> {
                for (Primitive p : primitives.read("parser state " + stateName, operands.getFirst(), List.of())) {
                    steps.add(new Step.Run(p));
                }
            }
            default ->
                throw Json.unsupported(
                        state,
                        "parser operation \"" + kind + "\" of state \"" + stateName + "\"",
                        "extract, extract_VL, set, verify, advance, shift, primitive");
        }
    }

    private static int shiftBytes(JsonNode operand) {
        return operand.isIntegralNumber()
                ? operand.intValue()
                : Json.hex(operand.get("value")).intValueExact();
    }

    private Step extract(JsonNode state, JsonNode operand) {
        JsonNode value = Json.member(operand, "value");
        return switch (Json.text(operand, "type")) {
            case "regular" -> {
                if (value.isTextual()) {
                    yield new Step.Extract(exprs.layout().header(state, value.asText()));
                }
                HeaderRef header =
                        exprs.header(state, value.has("op") || value.has("type") ? value : operand, List.of());
                if (header instanceof HeaderRef.Fixed(Header fixed)) {
                    yield new Step.Extract(fixed);
                }
                throw Json.unsupported(
                        state, "extraction into " + value, "a header by name, or the next element of a stack");
            }
            case "stack" -> new Step.ExtractNext(exprs.layout().stack(state, value.asText()), 0);
            case "union_stack" -> {
                HeaderStack stack = exprs.layout().unionStack(state, Json.part(state, value, 0));
                yield new Step.ExtractNext(stack, exprs.unionMember(state, stack, Json.part(state, value, 1)));
            }
            default -> throw Json.unsupported(state, "extraction into " + operand, "regular, stack, union_stack");
        };
    }

    private Transition transition(JsonNode state, JsonNode node, List<Expr> key) {
        int next = Json.optionalText(node, "next_state")
                .map(name -> states.of(state, name))
                .orElse(ParserIr.ACCEPT);
        // Without a key every case is the default one.
        String type = node.has("type") ? Json.text(node, "type") : "default";
        return switch (type) {
            case "default" -> new Transition.Always(next);
            case "hexstr" ->
                new Transition.On(split(Json.hex(Json.member(node, "value")), key), masks(node, key), next);
            case "parse_vset" ->
                new Transition.InSet(valueSets.of(state, Json.plain(Json.text(node, "value"))), masks(node, key), next);
            default ->
                throw Json.unsupported(state, "transition of type \"" + type + "\"", "default, hexstr, parse_vset");
        };
    }

    private static List<BigInteger> masks(JsonNode node, List<Expr> key) {
        JsonNode mask = node.path("mask");
        if (!mask.isNull() && !mask.isMissingNode()) {
            return split(Json.hex(mask), key);
        }
        return key.stream()
                .map(k -> BigInteger.ONE.shiftLeft(Range.of(k).bits()).subtract(BigInteger.ONE))
                .toList();
    }

    /** Takes a value apart into those of the key operands, each of which is padded to whole bytes. */
    private static List<BigInteger> split(BigInteger value, List<Expr> key) {
        List<BigInteger> parts = new ArrayList<>();
        BigInteger rest = value;
        for (Expr operand : key.reversed()) {
            int width = Range.of(operand).bits();
            parts.add(rest.and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE)));
            rest = rest.shiftRight((width + 7) / 8 * 8);
        }
        return List.copyOf(parts.reversed());
    }
}

package io.slackline.p4switch.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.slackline.p4switch.ir.Calculation;
import io.slackline.p4switch.ir.Calculation.Algorithm;
import io.slackline.p4switch.ir.Calculation.Input;
import io.slackline.p4switch.ir.Checksum;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads hash and checksum calculations, and the checksums that use them. */
final class CalculationLoader {

    final Names names = new Names("calculation");
    final List<Calculation> calculations = new ArrayList<>();
    private final ExprLoader exprs;

    CalculationLoader(JsonNode root, ExprLoader exprs) {
        this.exprs = exprs;
        for (JsonNode node : Json.list(root, "calculations")) {
            add(positioned(root, node), Json.name(node), Json.text(node, "algo"), Json.list(node, "input"));
        }
    }

    /** A hash carries no position of its own in the source; the step that computes it does. */
    private static JsonNode positioned(JsonNode root, JsonNode calculation) {
        if (!Json.where(calculation).isEmpty()) {
            return calculation;
        }
        String name = Json.text(calculation, "name");
        return Json.list(root, "actions").stream()
                .flatMap(action -> Json.list(action, "primitives").stream())
                .filter(step -> Json.list(step, "parameters").stream().anyMatch(p -> names(p, name)))
                .findFirst()
                .orElse(calculation);
    }

    private static boolean names(JsonNode operand, String calculation) {
        return operand.path("type").asText().equals("calculation")
                && operand.path("value").asText().equals(calculation);
    }

    int add(JsonNode at, String name, String algorithm, List<JsonNode> inputs) {
        List<Input> read = new ArrayList<>();
        for (JsonNode input : inputs) {
            switch (Json.text(input, "type")) {
                case "field" -> {
                    JsonNode pair = input.get("value");
                    Header header = exprs.layout().header(at, Json.part(at, pair, 0));
                    Field field = exprs.layout().field(at, header, Json.part(at, pair, 1));
                    read.add(new Input.OfField(field, header.metadata() ? -1 : header.validSlot()));
                }
                case "hexstr" ->
                    read.add(new Input.OfConstant(Json.hex(input.get("value")), Json.integer(input, "bitwidth")));
                case "header" -> {
                    Header header = exprs.layout().header(at, input.get("value").asText());
                    read.add(new Input.OfHeader(header));
                }
                case "payload" -> read.add(new Input.OfPayload());
                default ->
                    throw Json.unsupported(
                            at,
                            "input " + input + " of calculation \"" + name + "\"",
                            "field, hexstr, header, payload");
            }
        }
        calculations.add(new Calculation(name, algorithm(at, name, algorithm), List.copyOf(read)));
        return names.add(name);
    }

    private static Algorithm algorithm(JsonNode at, String name, String algorithm) {
        return switch (algorithm) {
            case "crc16" -> Algorithm.CRC16;
            case "crc32" -> Algorithm.CRC32;
            case "crcCCITT" -> Algorithm.CRC_CCITT;
            case "csum16", "cksum16" -> Algorithm.CSUM16;
            case "xor16" -> Algorithm.XOR16;
            case "identity" -> Algorithm.IDENTITY;
            case "crc8_custom" -> Algorithm.CRC8_CUSTOM;
            case "crc16_custom" -> Algorithm.CRC16_CUSTOM;
            case "crc32_custom" -> Algorithm.CRC32_CUSTOM;
            case "crc64_custom" -> Algorithm.CRC64_CUSTOM;
            default ->
                throw Json.unsupported(
                        at,
                        "algorithm \"" + algorithm + "\" of calculation \"" + name + "\"",
                        "crc16, crc32, crcCCITT, csum16, xor16, identity, crc8_custom, crc16_custom, crc32_custom, crc64_custom");
        };
    }

    List<Checksum> checksums(JsonNode root) {
        List<Checksum> checksums = new ArrayList<>();
        for (JsonNode node : Json.list(root, "checksums")) {
            JsonNode target = Json.member(node, "target");
            Header header = exprs.layout().header(node, Json.part(node, target, 0));
            JsonNode condition = node.path("if_cond");
            checksums.add(new Checksum(
                    Json.name(node),
                    exprs.layout().field(node, header, Json.part(node, target, 1)),
                    header.metadata() ? -1 : header.validSlot(),
                    names.of(node, Json.plain(Json.text(node, "calculation"))),
                    condition.isObject() ? Optional.of(exprs.expr(node, condition, List.of())) : Optional.empty(),
                    Json.flag(node, "verify", true),
                    Json.flag(node, "update", true)));
        }
        return checksums;
    }
}

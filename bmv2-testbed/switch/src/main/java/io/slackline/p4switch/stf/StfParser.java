package io.slackline.p4switch.stf;

import io.slackline.p4switch.device.PortState;
import io.slackline.p4switch.stf.StfStatement.Argument;
import io.slackline.p4switch.stf.StfStatement.Call;
import io.slackline.p4switch.stf.StfStatement.Condition;
import io.slackline.p4switch.stf.StfStatement.Match;
import io.slackline.p4switch.stf.StfStatement.Rate;
import io.slackline.p4switch.stf.StfStatement.Unit;
import io.slackline.p4switch.target.CrcParameters;
import io.slackline.p4switch.target.MatchValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a test, one statement a line, {@code #} to the end of the line being comment. The language is that of p4c's
 * {@code tools/stf/stf_parser.py} and {@code backends/bmv2/bmv2stf.py}, with {@code check_register}, {@code value_set}, {@code port_up} and {@code port_down} besides.
 */
public final class StfParser {

    private static final String STATEMENTS =
            "add, setdefault, remove all, packet, expect, no_packet, wait, check_counter, check_register, "
                    + "mirroring_add, mirroring_add_mc, mirroring_delete, mirroring_get, mc_mgrp_create, mc_node_create, mc_node_update, "
                    + "mc_node_associate, counter_read, counter_write, register_read, register_write, register_reset, meter_get_rates, "
                    + "meter_set_rates, meter_array_set_rates, set_crc16_parameters, set_crc32_parameters, value_set, port_up, port_down";

    private static final Pattern CALL =
            Pattern.compile("(?<name>[^\\s(]+)\\s*\\((?<arguments>[^)]*)\\)\\s*(?:=\\s*(?<id>\\S+))?");
    private static final Pattern ADD = Pattern.compile("(?<table>\\S+)(?:\\s+(?<priority>\\d+)(?=\\s))?"
            + "(?<key>(?:\\s+[^\\s:()]+(?:\\(\\))?\\s*:\\s*[^\\s(]+)*)\\s+(?<call>[^:]+\\(.*)");
    private static final Pattern MATCH = Pattern.compile("([^\\s:]+)\\s*:\\s*(\\S+)");
    private static final Pattern CELL = Pattern.compile("(?<name>[^\\s(]+)\\s*\\(\\s*(?<index>[^\\s)]+)\\s*\\)\\s*"
            + "(?:(?<unit>packets|bytes)\\s*)?(?:(?<condition>==|!=|<=|>=|<|>)\\s*(?<value>\\S+))?");

    private final int number;
    private final String rest;

    private StfParser(int number, String rest) {
        this.number = number;
        this.rest = rest;
    }

    /**
     * Reads a test.
     *
     * @throws StfException for the first line that is no statement
     */
    public static StfScript parse(String text) {
        List<StfScript.Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            int comment = line.indexOf('#');
            String statement = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!statement.isEmpty()) {
                lines.add(new StfScript.Line(number, statement, parse(number, statement)));
            }
        }
        return new StfScript(lines);
    }

    private static StfStatement parse(int number, String statement) {
        String[] split = statement.split("\\s+", 2);
        String rest = split.length > 1 ? split[1] : "";
        try {
            return new StfParser(number, rest).statement(split[0].toLowerCase(Locale.ROOT));
        } catch (NumberFormatException e) {
            throw new StfException(number, "\"" + statement + "\": expected a number, " + e.getMessage(), e);
        }
    }

    /** A number as P4 writes it: decimal, 0x, 0o or 0b. */
    static BigInteger number(String text) {
        String digits = text.strip().replace("_", "");
        if (digits.length() > 2 && digits.charAt(0) == '0') {
            int radix = radix(digits);
            if (radix != 10) {
                return new BigInteger(digits.substring(2), radix);
            }
        }
        return new BigInteger(digits);
    }

    /** Radix of a number by its first two characters. */
    static int radix(String text) {
        if (text.length() < 2 || text.charAt(0) != '0') {
            return 10;
        }
        return switch (text.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 10;
        };
    }

    private StfStatement statement(String keyword) {
        return switch (keyword) {
            case "add" -> add();
            case "setdefault" -> {
                String[] words = words(2, 2);
                yield new StfStatement.SetDefault(unquoted(words[0]), call(words[1]));
            }
            case "remove" -> {
                if (!rest.equalsIgnoreCase("all")) {
                    throw wrong("remove all");
                }
                yield new StfStatement.RemoveAll();
            }
            case "packet" -> packet();
            case "expect" -> expect();
            case "no_packet" -> new StfStatement.NoPacket();
            case "wait" -> new StfStatement.Wait();
            case "check_counter" -> checkCounter();
            case "check_register" -> checkRegister();
            case "mirroring_add" -> new StfStatement.MirrorToPort(integer(0, 2), integer(1, 2));
            case "mirroring_add_mc" -> new StfStatement.MirrorToGroup(integer(0, 2), integer(1, 2));
            case "mirroring_delete" -> new StfStatement.MirrorDelete(integer(0, 1));
            case "mc_mgrp_create" -> new StfStatement.GroupCreate(integer(0, 1));
            case "mc_node_create" -> new StfStatement.NodeCreate(integers().getFirst(), ports());
            case "mc_node_update" -> new StfStatement.NodeUpdate(integers().getFirst(), ports());
            case "mc_node_associate" -> new StfStatement.NodeAssociate(integer(0, 2), integer(1, 2));
            case "counter_write" ->
                new StfStatement.CounterWrite(
                        words(4, 4)[0],
                        number(words(4, 4)[1]).longValue(),
                        number(words(4, 4)[2]).longValue(),
                        number(words(4, 4)[3]).longValue());
            case "register_write" ->
                new StfStatement.RegisterWrite(
                        words(3, 3)[0], number(words(3, 3)[1]).longValue(), number(words(3, 3)[2]));
            case "register_reset" -> new StfStatement.RegisterReset(words(1, 1)[0]);
            case "meter_set_rates" -> {
                String[] words = words(4, 4);
                yield new StfStatement.MeterRates(
                        words[0], OptionalLong.of(number(words[1]).longValue()), rate(words[2]), rate(words[3]));
            }
            case "meter_array_set_rates" -> {
                String[] words = words(3, 3);
                yield new StfStatement.MeterRates(words[0], OptionalLong.empty(), rate(words[1]), rate(words[2]));
            }
            case "set_crc16_parameters", "set_crc32_parameters" -> crc();
            case "value_set" -> valueSet();
            case "port_up" -> new StfStatement.Port(integer(0, 1), PortState.UP);
            case "port_down" -> new StfStatement.Port(integer(0, 1), PortState.DOWN);
            case "mirroring_get", "counter_read", "register_read", "meter_get_rates" -> new StfStatement.Show();
            default -> throw new StfException(number, "\"" + keyword + "\" is no statement; valid: " + STATEMENTS);
        };
    }

    private StfStatement add() {
        Matcher add = ADD.matcher(rest);
        if (!add.matches()) {
            throw wrong("add TABLE [PRIORITY] FIELD:VALUE … ACTION(PARAMETER:VALUE, …) [= ID]");
        }
        List<Match> key = MATCH.matcher(add.group("key"))
                .results()
                .map(m -> new Match(unquoted(m.group(1)), m.group(2)))
                .toList();
        String priority = add.group("priority");
        Matcher call = CALL.matcher(add.group("call").strip());
        String id = call.matches() && call.group("id") != null ? call.group("id") : "";
        return new StfStatement.Add(
                unquoted(add.group("table")),
                priority == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(priority)),
                key,
                call(add.group("call").strip()),
                id);
    }

    private Call call(String text) {
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            throw wrong("an action as ACTION(PARAMETER:VALUE, …), got \"" + text + "\"");
        }
        List<Argument> arguments = new ArrayList<>();
        for (String argument : call.group("arguments").split(",")) {
            if (!argument.isBlank()) {
                int colon = argument.indexOf(':');
                String name = colon < 0 ? "" : argument.substring(0, colon).strip();
                arguments.add(new Argument(name, number(argument.substring(colon + 1))));
            }
        }
        return new Call(unquoted(call.group("name")), List.copyOf(arguments));
    }

    private StfStatement packet() {
        String[] words = rest.split("\\s+", 2);
        String hex = words.length > 1 ? words[1].replaceAll("\\s", "") : "";
        try {
            return new StfStatement.Packet(
                    Integer.parseInt(words[0]), HexFormat.of().parseHex(hex));
        } catch (NumberFormatException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new StfException(number, "packet of \"" + hex + "\": " + e.getMessage(), e);
        }
    }

    private StfStatement expect() {
        String[] words = rest.split("\\s+", 2);
        String nibbles = words.length > 1 ? words[1].replaceAll("\\s", "").toLowerCase(Locale.ROOT) : "";
        if (!nibbles.matches("[0-9a-f*]*\\$?")) {
            throw wrong("expect PORT NIBBLES, * for any nibble, $ at the end of the packet");
        }
        return new StfStatement.Expect(Integer.parseInt(words[0]), nibbles);
    }

    private StfStatement checkCounter() {
        Matcher cell = cell("check_counter COUNTER(INDEX or ENTRY) [packets|bytes COMPARISON NUMBER]");
        String index = cell.group("index");
        boolean direct = !Character.isDigit(index.charAt(0));
        String unit = cell.group("unit");
        String value = cell.group("value");
        return new StfStatement.CheckCounter(
                unquoted(cell.group("name")),
                direct ? OptionalLong.empty() : OptionalLong.of(number(index).longValue()),
                direct ? index.replaceFirst("^\\$", "") : "",
                "bytes".equals(unit) ? Unit.BYTES : Unit.PACKETS,
                value == null ? Condition.EQUAL : condition(cell.group("condition")),
                value == null ? 0 : number(value).longValue());
    }

    private StfStatement checkRegister() {
        Matcher cell = cell("check_register REGISTER(INDEX) COMPARISON NUMBER");
        String value = cell.group("value");
        if (value == null) {
            throw wrong("check_register REGISTER(INDEX) COMPARISON NUMBER");
        }
        return new StfStatement.CheckRegister(
                unquoted(cell.group("name")),
                number(cell.group("index")).longValue(),
                condition(cell.group("condition")),
                number(value));
    }

    private StfStatement crc() {
        String[] words = words(6, 6);
        return new StfStatement.SetCrc(
                words[0],
                new CrcParameters(
                        number(words[1]).longValue(),
                        number(words[2]).longValue(),
                        number(words[3]).longValue(),
                        flag(words[4]),
                        flag(words[5])));
    }

    private boolean flag(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> true;
            case "false", "no", "0" -> false;
            default -> throw wrong("true or false");
        };
    }

    private StfStatement valueSet() {
        String[] words = words(1, Integer.MAX_VALUE);
        List<MatchValue> members = new ArrayList<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int mask = word.indexOf("&&&");
            members.add(
                    mask < 0
                            ? new MatchValue.Exact(number(word))
                            : new MatchValue.Ternary(
                                    number(word.substring(0, mask)), number(word.substring(mask + 3))));
        }
        return new StfStatement.ValueSet(words[0], members);
    }

    private Matcher cell(String form) {
        Matcher cell = CELL.matcher(rest);
        if (!cell.matches()) {
            throw wrong(form);
        }
        return cell;
    }

    private static Condition condition(String sign) {
        return Arrays.stream(Condition.values())
                .filter(c -> c.sign().equals(sign))
                .findFirst()
                .orElseThrow();
    }

    private Rate rate(String text) {
        String[] parts = text.split(":", 2);
        if (parts.length < 2) {
            throw wrong("a rate as RATE:BURST, got \"" + text + "\"");
        }
        return new Rate(Double.parseDouble(parts[0]), number(parts[1]).longValue());
    }

    private List<Integer> ports() {
        List<Integer> all = integers();
        return all.subList(1, all.size());
    }

    private List<Integer> integers() {
        return Arrays.stream(words(1, Integer.MAX_VALUE))
                .map(word -> number(word).intValueExact())
                .toList();
    }

    private int integer(int at, int count) {
        return number(words(count, count)[at]).intValueExact();
    }

    private String[] words(int least, int most) {
        String[] words = rest.split("\\s+", most == Integer.MAX_VALUE ? 0 : most);
        if (rest.isEmpty() || words.length < least) {
            throw wrong("at least " + least + " operands");
        }
        return words;
    }

    private static String unquoted(String name) {
        return name.replace("\"", "");
    }

    private StfException wrong(String expected) {
        return new StfException(number, "expected " + expected + ", got \"" + rest + "\"");
    }
}

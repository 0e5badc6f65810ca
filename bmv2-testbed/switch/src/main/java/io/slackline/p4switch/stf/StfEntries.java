package io.slackline.p4switch.stf;

import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.Program.Action;
import io.slackline.p4switch.target.Program.KeyField;
import io.slackline.p4switch.target.Program.Table;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns statements into table entries. */
final class StfEntries {

    private final StfNames names;

    StfEntries(StfNames names) {
        this.names = names;
    }

    TableEntry entry(Table table, StfStatement.Add add) {
        List<MatchValue> fields = new ArrayList<>();
        for (KeyField field : table.key()) {
            fields.add(absent(field));
        }
        for (StfStatement.Match match : add.key()) {
            int at = StfNames.field(table, match.field());
            fields.set(at, value(table.key().get(at), match.value()));
        }
        // A test's priorities begin at 0, those of the switch at 1.
        int priority = table.prioritised() ? add.priority().orElse(0) + 1 : 0;
        return TableEntry.of(new TableKey(fields, priority), action(table, add.action()));
    }

    TableAction action(Table table, StfStatement.Call call) {
        Action action = names.action(table, call.action());
        BigInteger[] values = new BigInteger[action.parameters().size()];
        Arrays.fill(values, BigInteger.ZERO);
        int next = 0;
        for (StfStatement.Argument argument : call.arguments()) {
            int at = argument.name().isEmpty() ? next : parameter(action, argument.name());
            if (at >= values.length) {
                throw TargetException.invalid("action \"" + action.name() + "\" has " + values.length + " parameters");
            }
            values[at] = argument.value();
            next = at + 1;
        }
        return new TableAction.Direct(new ActionCall(action.name(), List.of(values)));
    }

    private static int parameter(Action action, String name) {
        for (int i = 0; i < action.parameters().size(); i++) {
            if (action.parameters().get(i).name().equals(name)) {
                return i;
            }
        }
        throw TargetException.notFound("action \"" + action.name() + "\" has no parameter \"" + name + "\"; valid: "
                + action.parameters().stream().map(p -> p.name()).toList());
    }

    /** What a field that the test leaves out must be. */
    private static MatchValue absent(KeyField field) {
        return switch (field.kind()) {
            case EXACT -> new MatchValue.Exact(BigInteger.ZERO);
            case LPM, TERNARY, RANGE, OPTIONAL -> new MatchValue.Any();
        };
    }

    private static MatchValue value(KeyField field, String text) {
        return switch (field.kind()) {
            case EXACT -> new MatchValue.Exact(StfParser.number(text));
            case TERNARY, OPTIONAL -> masked(field, text);
            case LPM -> prefix(field, text);
            case RANGE -> {
                String[] ends = text.split("->|\\.\\.", 2);
                yield range(field, StfParser.number(ends[0]), StfParser.number(ends[ends.length - 1]));
            }
        };
    }

    private static MatchValue range(KeyField field, BigInteger low, BigInteger high) {
        return low.signum() == 0 && high.equals(ones(field.widthBits()))
                ? new MatchValue.Any()
                : new MatchValue.Range(low, high);
    }

    private static BigInteger ones(int bits) {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    /** Digits are compared, stars are not; digits that are not written are zeros that are not compared, as p4c's own runner has it. */
    private static MatchValue masked(KeyField field, String text) {
        if (text.contains("&&&")) {
            String[] parts = text.split("&&&", 2);
            return masked(field, StfParser.number(parts[0]), StfParser.number(parts[1]));
        }
        int radix = StfParser.radix(text);
        if (radix == 10) {
            return masked(field, StfParser.number(text), ones(field.widthBits()));
        }
        String digits = text.substring(2);
        char all = Character.forDigit(radix - 1, radix);
        String mask = digits.replaceAll("[^*]", String.valueOf(all)).replace('*', '0');
        return masked(field, new BigInteger(digits.replace('*', '0'), radix), new BigInteger(mask, radix));
    }

    private static MatchValue masked(KeyField field, BigInteger value, BigInteger mask) {
        BigInteger fitting = mask.and(ones(field.widthBits()));
        return fitting.signum() == 0 ? new MatchValue.Any() : new MatchValue.Ternary(value.and(fitting), fitting);
    }

    private static MatchValue prefix(KeyField field, String text) {
        int slash = text.indexOf('/');
        int radix = StfParser.radix(text);
        String digits = slash < 0 ? text : text.substring(0, slash);
        int length;
        if (slash >= 0) {
            length = StfParser.number(text.substring(slash + 1)).intValueExact();
        } else if (radix == 10) {
            length = field.widthBits();
        } else {
            int given = digits.length()
                    - 2
                    - (int) digits.chars().filter(c -> c == '*').count();
            length = digits.indexOf('*') < 0 ? field.widthBits() : given * Integer.numberOfTrailingZeros(radix);
        }
        BigInteger value = StfParser.number(digits.replace('*', '0'));
        int after = Math.max(0, field.widthBits() - length);
        return new MatchValue.Lpm(value.shiftRight(after).shiftLeft(after), Math.min(length, field.widthBits()));
    }
}

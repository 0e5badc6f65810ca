package io.slackline.p4switch.stf;

import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.Program.Action;
import io.slackline.p4switch.target.Program.ArrayInfo;
import io.slackline.p4switch.target.Program.KeyField;
import io.slackline.p4switch.target.Program.Table;
import io.slackline.p4switch.target.TargetException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds what a test means by a name: the full name, or the only one that ends so. */
final class StfNames {

    /** A stack's element, which tests may write with a dollar in place of brackets. */
    private static final Pattern ELEMENT = Pattern.compile("\\$([0-9]+)");

    private final Program program;

    StfNames(Program program) {
        this.program = program;
    }

    Table table(String name) {
        return find("table", name, program.tables(), Table::name);
    }

    Action action(Table table, String name) {
        List<Action> actions = program.actions().stream()
                .filter(a -> table.actions().contains(a.name()))
                .toList();
        return find("action of table \"" + table.name() + "\"", name, actions, Action::name);
    }

    String counter(String name) {
        return array("counter", name, program.counters());
    }

    String register(String name) {
        return array("register", name, program.registers());
    }

    String valueSet(String name) {
        return find("value set", name, program.valueSets(), Function.identity());
    }

    ArrayInfo meter(String name) {
        return find("meter", name, program.meters(), ArrayInfo::name);
    }

    private static String array(String kind, String name, List<ArrayInfo> arrays) {
        return find(kind, name, arrays, ArrayInfo::name).name();
    }

    /** Position of a key field. A header's validity may be written {@code .valid}, {@code $valid$}, {@code isValid()}, or by the header alone. */
    static int field(Table table, String written) {
        String name = ELEMENT.matcher(written).replaceAll("[$1]");
        List<String> fields = table.key().stream().map(KeyField::name).toList();
        List<String> forms = List.of(
                name,
                name + "$",
                name + ".$valid$",
                name.replaceFirst("\\.valid$", ".\\$valid\\$"),
                name.replaceFirst("(\\$valid\\$|\\.valid)$", ".isValid()"),
                name.replace("isValid()", "$valid$"));
        for (String form : forms) {
            int at = fields.indexOf(form);
            if (at >= 0) {
                return at;
            }
        }
        for (String form : forms) {
            int at = only(fields, f -> f.endsWith("." + form));
            if (at >= 0) {
                return at;
            }
        }
        throw TargetException.notFound(
                "table \"" + table.name() + "\" has no key field \"" + written + "\"; valid: " + fields);
    }

    private static int only(List<String> names, Predicate<String> condition) {
        List<String> fitting = names.stream().filter(condition).toList();
        return fitting.size() == 1 ? names.indexOf(fitting.getFirst()) : -1;
    }

    private static <T> T find(String kind, String name, List<T> all, Function<T, String> naming) {
        for (T each : all) {
            if (naming.apply(each).equals(name)) {
                return each;
            }
        }
        List<T> ending =
                all.stream().filter(e -> naming.apply(e).endsWith(name)).toList();
        // The compiler may write an action several times under one name.
        long names = ending.stream().map(naming).distinct().count();
        if (names == 1) {
            return ending.getFirst();
        }
        throw TargetException.notFound((names == 0 ? "there is no " : "several fit, so there is no single ") + kind
                + " \"" + name + "\"; valid: "
                + all.stream().map(naming).distinct().toList());
    }
}

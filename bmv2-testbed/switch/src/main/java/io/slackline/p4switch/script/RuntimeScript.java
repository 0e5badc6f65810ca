package io.slackline.p4switch.script;

import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.Replica;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Carries out a file of bmv2's runtime commands on a target. Names may be cut to any unique ending that starts at a dot, as bmv2 allows;
 * in bmv2's commands a smaller priority wins.
 */
public final class RuntimeScript {

    private static final String VALID =
            "table_add, table_set_default, table_delete_all, register_write, mirroring_add, "
                    + "mirroring_add_mc, mc_mgrp_create, mc_node_create, mc_node_associate";
    private static final int PORT_BITS = 9;
    private static final int ID_BITS = 31;

    private final P4Target target;
    private final Program program;
    private final List<List<Replica>> nodes = new ArrayList<>();
    private final Map<Integer, List<Replica>> groups = new HashMap<>();

    private RuntimeScript(P4Target target, Program program) {
        this.target = target;
        this.program = program;
    }

    /**
     * Carries out a script on a target with a running program.
     *
     * @throws TargetException for the first line that cannot be carried out, with its number
     */
    public static void run(P4Target target, String text) {
        Program program = target.program()
                .orElseThrow(() -> new TargetException(
                        TargetException.Code.FAILED_PRECONDITION, "commands need a program that runs"));
        RuntimeScript script = new RuntimeScript(target, program);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            try {
                script.command(List.of(line.split("\\s+")));
            } catch (TargetException e) {
                throw new TargetException(e.code(), "line " + (i + 1) + " (" + line + "): " + e.getMessage(), e);
            }
        }
    }

    private void command(List<String> words) {
        List<String> arguments = words.subList(1, words.size());
        switch (words.getFirst()) {
            case "table_add" -> tableAdd(arguments);
            case "table_set_default" -> {
                Program.Table table = table(need(arguments, 0, "TABLE"));
                ActionCall call = call(need(arguments, 1, "ACTION"), arguments.subList(2, arguments.size()));
                target.setDefaultAction(table.name(), new TableAction.Direct(call));
            }
            case "table_delete_all", "table_clear" -> {
                Program.Table table = table(need(arguments, 0, "TABLE"));
                target.entries(table.name()).forEach(entry -> target.delete(table.name(), entry.key()));
            }
            case "register_write" -> {
                Program.ArrayInfo register =
                        find("register", program.registers(), Program.ArrayInfo::name, need(arguments, 0, "REGISTER"));
                target.setRegister(
                        register.name(),
                        number(arguments, 1, "INDEX"),
                        ScriptValue.number(need(arguments, 2, "VALUE"), register.widthBits()));
            }
            case "mirroring_add" ->
                target.insertCloneSession(new CloneSession(
                        number(arguments, 0, "SESSION"), List.of(new Replica(port(arguments, 1), 0)), 0));
            case "mirroring_add_mc" ->
                target.insertCloneSession(new CloneSession(
                        number(arguments, 0, "SESSION"),
                        groups.getOrDefault(number(arguments, 1, "GROUP"), List.of()),
                        0));
            case "mc_mgrp_create" -> {
                int group = number(arguments, 0, "GROUP");
                groups.put(group, List.of());
                target.insertMulticastGroup(new MulticastGroup(group, List.of()));
            }
            case "mc_node_create" -> {
                int instance = number(arguments, 0, "REPLICATION_ID");
                List<Replica> ports = new ArrayList<>();
                for (int i = 1; i < arguments.size() && !arguments.get(i).equals("|"); i++) {
                    ports.add(new Replica(port(arguments, i), instance));
                }
                nodes.add(ports);
            }
            case "mc_node_associate" -> associate(number(arguments, 0, "GROUP"), number(arguments, 1, "NODE"));
            default -> throw TargetException.invalid("unknown command \"" + words.getFirst() + "\"; valid: " + VALID);
        }
    }

    private void associate(int group, int node) {
        List<Replica> present = groups.get(group);
        if (present == null || node >= nodes.size()) {
            throw TargetException.notFound("there is no group " + group + " or no node " + node
                    + "; mc_mgrp_create and mc_node_create come first, nodes count from 0");
        }
        List<Replica> all = new ArrayList<>(present);
        all.addAll(nodes.get(node));
        groups.put(group, List.copyOf(all));
        target.modifyMulticastGroup(new MulticastGroup(group, all));
    }

    private void tableAdd(List<String> arguments) {
        Program.Table table = table(need(arguments, 0, "TABLE"));
        String action = need(arguments, 1, "ACTION");
        int arrow = arguments.indexOf("=>");
        int keys = table.key().size();
        int end = arrow < 0 ? arguments.size() : arrow;
        if (end - 2 != keys) {
            throw TargetException.invalid("table \"" + table.name() + "\" has " + keys + " key fields, " + (end - 2)
                    + " are given; expected: table_add TABLE ACTION KEY... => PARAMETER... [PRIORITY]");
        }
        List<MatchValue> fields = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            fields.add(ScriptValue.match(arguments.get(2 + i), table.key().get(i)));
        }
        List<String> values = new ArrayList<>(arrow < 0 ? List.of() : arguments.subList(arrow + 1, arguments.size()));
        int priority = 0;
        if (table.prioritised()) {
            if (values.isEmpty()) {
                throw TargetException.invalid("table \"" + table.name() + "\" needs a priority at the end");
            }
            int given = ScriptValue.number(values.removeLast(), ID_BITS).intValue();
            priority = Math.max(1, Integer.MAX_VALUE - given);
        }
        ActionCall call = call(action, values);
        target.insert(table.name(), TableEntry.of(new TableKey(fields, priority), new TableAction.Direct(call)));
    }

    private ActionCall call(String name, List<String> values) {
        Program.Action action = find("action", program.actions(), Program.Action::name, name);
        List<Program.Parameter> parameters = action.parameters();
        if (values.size() != parameters.size()) {
            throw TargetException.invalid("action \"" + action.name() + "\" has " + parameters.size() + " parameters "
                    + parameters.stream().map(Program.Parameter::name).toList() + ", " + values.size() + " are given");
        }
        List<BigInteger> arguments = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            arguments.add(ScriptValue.number(values.get(i), parameters.get(i).widthBits()));
        }
        return new ActionCall(action.name(), arguments);
    }

    private Program.Table table(String name) {
        return find("table", program.tables(), Program.Table::name, name);
    }

    private static int port(List<String> arguments, int at) {
        return ScriptValue.number(need(arguments, at, "PORT"), PORT_BITS).intValue();
    }

    private static int number(List<String> arguments, int at, String what) {
        return ScriptValue.number(need(arguments, at, what), ID_BITS).intValue();
    }

    private static String need(List<String> arguments, int at, String what) {
        if (at >= arguments.size()) {
            throw TargetException.invalid(what + " is missing");
        }
        return arguments.get(at);
    }

    private static <T> T find(String kind, List<T> all, Function<T, String> nameOf, String name) {
        List<T> exact =
                all.stream().filter(each -> nameOf.apply(each).equals(name)).toList();
        List<T> found = exact.isEmpty()
                ? all.stream()
                        .filter(each -> nameOf.apply(each).endsWith("." + name))
                        .toList()
                : exact;
        if (found.size() != 1) {
            throw TargetException.notFound((found.isEmpty() ? "there is no " : "more than one ") + kind + " \"" + name
                    + "\"; valid: " + all.stream().map(nameOf).collect(Collectors.joining(", ")));
        }
        return found.getFirst();
    }
}

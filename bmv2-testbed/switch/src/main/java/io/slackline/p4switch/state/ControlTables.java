package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.ProfileIr;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.TableIr;
import java.util.List;
import java.util.function.LongSupplier;

/** Tables and action profiles of a program, by name. Guarded by the control lock. */
public final class ControlTables {

    private final ProgramIr program;
    private final Profile[] profiles;
    private final Table[] tables;

    ControlTables(ProgramIr program, LongSupplier nanoClock, PortStates ports) {
        this.program = program;
        profiles = program.profiles().stream()
                .map(p -> new Profile(p, new ActionBinder("action profile \"" + p.name() + "\"", actionsOf(p)), ports))
                .toArray(Profile[]::new);
        tables = program.tables().stream()
                .map(t -> new Table(
                        t,
                        RowLayout.of(t, program),
                        new ActionBinder("table \"" + t.name() + "\"", actions(t)),
                        t.profile() >= 0 ? profiles[t.profile()] : null,
                        nanoClock))
                .toArray(Table[]::new);
    }

    TableSnapshot[] snapshots() {
        TableSnapshot[] snapshots = new TableSnapshot[tables.length];
        for (int i = 0; i < tables.length; i++) {
            snapshots[i] = tables[i].snapshot();
        }
        return snapshots;
    }

    public Table table(String name) {
        for (Table table : tables) {
            if (table.ir().name().equals(name)) {
                return table;
            }
        }
        // The compiler makes tables of its own for actions that the program calls directly; nobody writes to those.
        List<TableIr> declared = program.tables().stream()
                .filter(t -> !t.name().startsWith("tbl_"))
                .toList();
        return tables[SwitchState.find("table", declared, TableIr::name, name)];
    }

    /** Members that watch a port may have to come or go. */
    public void portsChanged() {
        for (Profile profile : profiles) {
            profile.portsChanged();
        }
    }

    public List<Table> withTimeouts() {
        return java.util.Arrays.stream(tables).filter(t -> t.ir().timeouts()).toList();
    }

    public Profile profile(String name) {
        return profiles[SwitchState.find("action profile", program.profiles(), ProfileIr::name, name)];
    }

    private List<ActionIr> actions(TableIr table) {
        return table.actions().stream().map(program.actions()::get).toList();
    }

    private List<ActionIr> actionsOf(ProfileIr profile) {
        return program.tables().stream()
                .filter(t -> t.profile() == profile.index())
                .findFirst()
                .map(this::actions)
                .orElse(List.of());
    }
}

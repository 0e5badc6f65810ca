package io.slackline.p4switch.device;

import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.target.Program;
import java.util.List;
import java.util.Optional;

/** A program that was read and found executable. */
record LoadedProgram(ProgramIr ir) implements Program {

    @Override
    public List<Table> tables() {
        return ir.tables().stream().map(this::table).toList();
    }

    private Table table(TableIr table) {
        return new Table(
                table.name(),
                table.key().stream()
                        .map(k -> new KeyField(k.name(), k.kind(), k.widthBits()))
                        .toList(),
                table.actions().stream().map(a -> ir.actions().get(a).name()).toList(),
                index(table.profile()).map(i -> ir.profiles().get(i).name()),
                table.directCounter(),
                index(table.directMeter()).map(i -> ir.directMeters().get(i).name()),
                table.maxSize(),
                table.timeouts() ? Timeouts.SUPPORTED : Timeouts.NONE,
                table.constantEntries(),
                table.defaultAction().constant());
    }

    private static Optional<Integer> index(int index) {
        return index < 0 ? Optional.empty() : Optional.of(index);
    }

    @Override
    public List<Action> actions() {
        return ir.actions().stream().map(LoadedProgram::action).toList();
    }

    private static Action action(ActionIr action) {
        return new Action(
                action.name(),
                action.parameters().stream()
                        .map(p -> new Parameter(p.name(), p.widthBits()))
                        .toList());
    }

    @Override
    public List<ActionProfile> actionProfiles() {
        return ir.profiles().stream()
                .map(p -> new ActionProfile(p.name(), p.maxSize(), p.selector() >= 0))
                .toList();
    }

    @Override
    public List<ArrayInfo> counters() {
        return ir.counters().stream()
                .map(c -> new ArrayInfo(c.name(), c.size(), 0))
                .toList();
    }

    @Override
    public List<ArrayInfo> meters() {
        return ir.meters().stream()
                .map(m -> new ArrayInfo(m.name(), m.size(), 0))
                .toList();
    }

    @Override
    public List<ArrayInfo> registers() {
        return ir.registers().stream()
                .map(r -> new ArrayInfo(r.name(), r.size(), r.widthBits()))
                .toList();
    }

    @Override
    public List<Digest> digests() {
        return ir.digests().stream()
                .map(d -> new Digest(d.name(), d.widthsBits()))
                .toList();
    }

    @Override
    public Optional<List<Integer>> headerWidths(List<String> fieldNames) {
        return ir.headers().stream()
                .filter(header ->
                        header.fields().stream().map(Field::name).toList().equals(fieldNames))
                .map(header -> header.fields().stream().map(Field::widthBits).toList())
                .findFirst();
    }

    @Override
    public List<String> valueSets() {
        return ir.valueSets().stream().map(ProgramIr.ValueSet::name).toList();
    }
}

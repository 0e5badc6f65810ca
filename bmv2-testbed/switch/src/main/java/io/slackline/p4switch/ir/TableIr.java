package io.slackline.p4switch.ir;

import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.Program.MatchKind;
import io.slackline.p4switch.target.TableKey;
import java.util.List;
import java.util.Optional;

/**
 * A table.
 *
 * @param pipeline name of the pipeline that the table is in
 * @param actions indexes into {@link ProgramIr#actions()}
 * @param profile index into {@link ProgramIr#profiles()}, or -1
 * @param directMeter index into {@link ProgramIr#directMeters()}, or -1
 * @param next where to go after each action, by position in {@code actions}; {@code hit} and {@code miss} override it where present
 * @param otherwise where to go when there is no action to run
 * @param entries entries that the program declares
 * @param constantEntries whether nobody can write entries
 */
public record TableIr(
        int index,
        String name,
        String pipeline,
        List<Key> key,
        List<Integer> actions,
        int profile,
        Optional<String> directCounter,
        int directMeter,
        int maxSize,
        boolean timeouts,
        Default defaultAction,
        List<Entry> entries,
        boolean constantEntries,
        List<NodeRef> next,
        Optional<NodeRef> hit,
        Optional<NodeRef> miss,
        NodeRef otherwise,
        SourceLine line) {

    /**
     * A key field.
     *
     * @param value what is looked up, already under the static mask if there is one
     */
    public record Key(String name, MatchKind kind, Expr value, int widthBits) {}

    /**
     * The declared default action.
     *
     * @param constant the control plane must not change it
     */
    public record Default(Optional<ActionCall> call, boolean constant) {}

    /** A declared entry. */
    public record Entry(TableKey key, ActionCall call) {}
}

package io.slackline.p4switch.target;

import java.util.List;
import java.util.Optional;

/** What a loaded program declares. The implementation carries the executable form; instances belong to the target that made them. */
public interface Program {

    List<Table> tables();

    List<Action> actions();

    List<ActionProfile> actionProfiles();

    /** Indirect counters. */
    List<ArrayInfo> counters();

    /** Indirect meters. */
    List<ArrayInfo> meters();

    List<ArrayInfo> registers();

    List<Digest> digests();

    List<String> valueSets();

    /** Widths in bits of the fields of the header whose fields have these names in this order, if there is one. */
    Optional<List<Integer>> headerWidths(List<String> fieldNames);

    /** Kind of a key field. */
    enum MatchKind {
        EXACT,
        LPM,
        TERNARY,
        RANGE,
        OPTIONAL
    }

    /**
     * A field of a table's key.
     *
     * @param widthBits width of the field
     */
    record KeyField(String name, MatchKind kind, int widthBits) {}

    /**
     * A parameter of an action.
     *
     * @param widthBits width of the parameter
     */
    record Parameter(String name, int widthBits) {}

    record Action(String name, List<Parameter> parameters) {}

    /**
     * A table.
     *
     * @param actions names of the actions that entries may have
     * @param actionProfile name of the implementation, empty if entries carry their actions
     * @param directCounter name of the direct counter array
     * @param directMeter name of the direct meter array
     * @param maxSize entries that fit
     * @param constantEntries entries are declared in the program and cannot be written
     * @param constantDefault default action cannot be written
     */
    record Table(
            String name,
            List<KeyField> key,
            List<String> actions,
            Optional<String> actionProfile,
            Optional<String> directCounter,
            Optional<String> directMeter,
            int maxSize,
            Timeouts timeouts,
            boolean constantEntries,
            boolean constantDefault) {

        /** Whether entries have a priority. */
        public boolean prioritised() {
            return key.stream().anyMatch(field -> switch (field.kind()) {
                case TERNARY, RANGE, OPTIONAL -> true;
                case EXACT, LPM -> false;
            });
        }
    }

    /** Whether a table's entries may expire. */
    enum Timeouts {
        NONE,
        SUPPORTED
    }

    /**
     * An action profile.
     *
     * @param selector whether the profile has groups
     */
    record ActionProfile(String name, int maxSize, boolean selector) {}

    /**
     * A counter, meter or register array.
     *
     * @param widthBits width of a register's cell; 0 for counters and meters
     */
    record ArrayInfo(String name, long size, int widthBits) {}

    /**
     * A digest.
     *
     * @param widthsBits widths of the struct's members in order
     */
    record Digest(String name, List<Integer> widthsBits) {}
}

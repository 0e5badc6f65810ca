package io.slackline.p4switch.grpc.schema;

import io.slackline.p4switch.target.Program;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p4.config.v1.P4Info;
import p4.config.v1.Preamble;

/**
 * Objects that P4Info has and the program lacks. P4Info is written before the compiler optimises: a table behind a condition that is
 * never true, or a profile that no table uses, is in the one and not in the other.
 */
final class Removed {

    private static final Logger log = LoggerFactory.getLogger(Removed.class);

    /** The compiler's own tables, which P4Info never has. */
    private static final String HIDDEN = "tbl_";

    /**
     * P4Info without them. Where the program has tables that P4Info does not name, the two were not made from one source, and P4Info is
     * given back as it is.
     */
    static P4Info without(P4Info info, Program program) {
        Set<String> named = info.getTablesList().stream()
                .map(table -> table.getPreamble().getName())
                .collect(Collectors.toSet());
        boolean related = program.tables().stream()
                .map(Program.Table::name)
                .allMatch(name -> named.contains(name) || name.startsWith(HIDDEN));
        if (!related) {
            return info;
        }
        List<String> removed = new ArrayList<>();
        P4Info.Builder kept =
                info.toBuilder().clearTables().clearActionProfiles().clearCounters();
        kept.clearMeters().clearRegisters().clearDigests().clearValueSets();
        kept.addAllTables(keep(
                info.getTablesList(),
                table -> table.getPreamble(),
                names(program.tables(), Program.Table::name),
                removed));
        kept.addAllActionProfiles(keep(
                info.getActionProfilesList(),
                profile -> profile.getPreamble(),
                names(program.actionProfiles(), Program.ActionProfile::name),
                removed));
        kept.addAllCounters(keep(
                info.getCountersList(),
                counter -> counter.getPreamble(),
                names(program.counters(), Program.ArrayInfo::name),
                removed));
        kept.addAllMeters(keep(
                info.getMetersList(),
                meter -> meter.getPreamble(),
                names(program.meters(), Program.ArrayInfo::name),
                removed));
        kept.addAllRegisters(keep(
                info.getRegistersList(),
                register -> register.getPreamble(),
                names(program.registers(), Program.ArrayInfo::name),
                removed));
        kept.addAllDigests(keep(
                info.getDigestsList(),
                digest -> digest.getPreamble(),
                names(program.digests(), Program.Digest::name),
                removed));
        kept.addAllValueSets(keep(
                info.getValueSetsList(),
                set -> set.getPreamble(),
                names(program.valueSets(), Function.identity()),
                removed));
        if (!removed.isEmpty()) {
            log.warn("the compiler removed what P4Info has, and controllers cannot use it: {}", removed);
        }
        return kept.build();
    }

    private static <T> List<T> keep(
            List<T> objects, Function<T, Preamble> preamble, Set<String> compiled, List<String> removed) {
        List<T> kept = new ArrayList<>();
        for (T object : objects) {
            String name = preamble.apply(object).getName();
            if (compiled.contains(name)) {
                kept.add(object);
            } else {
                removed.add(name);
            }
        }
        return kept;
    }

    private static <T> Set<String> names(Collection<T> compiled, Function<T, String> nameOf) {
        return compiled.stream().map(nameOf).collect(Collectors.toSet());
    }

    private Removed() {}
}

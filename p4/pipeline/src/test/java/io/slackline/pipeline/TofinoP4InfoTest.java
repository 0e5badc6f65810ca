package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import p4.config.v1.Action;
import p4.config.v1.P4Info;
import p4.config.v1.Table;

/** The committed P4Info of both chips is the same to a controller as bmv2's; needs no compiler. Ids of tables differ: they are looked up by name. */
class TofinoP4InfoTest {

    /** Smaller on Tofino; see docs/decisions/0011. */
    private static final Map<String, Long> SIZES_OF_TOFINO = Map.of(
            "node", 4095L,
            "report_source", 4095L,
            "candidate_first", 32768L,
            "candidate_second", 32768L,
            "candidate_offload", 8192L,
            "steered", 16384L,
            "ipv4_route", 4096L);

    private final P4Info bmv2 = SlacklinePipeline.bmv2().p4Info();

    @ParameterizedTest
    @ValueSource(strings = {"tofino", "tofino2"})
    void tablesHaveTheSameKeysAndActions(String chip) throws IOException {
        assertEquals(tables(bmv2), tables(p4Info(chip)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tofino", "tofino2"})
    void actionsHaveTheSameIdsAndParameters(String chip) throws IOException {
        Map<String, Action> ofChip = actions(p4Info(chip));
        // What the compiler adds to tables without a default action.
        ofChip.remove("NoAction");
        assertEquals(actions(bmv2), ofChip);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tofino", "tofino2"})
    void tablesAreAsLargeAsDocumented(String chip) throws IOException {
        Map<String, Long> expected = new TreeMap<>();
        bmv2.getTablesList().forEach(table -> expected.put(table.getPreamble().getName(), table.getSize()));
        expected.putAll(SIZES_OF_TOFINO);
        Map<String, Long> actual = new TreeMap<>();
        p4Info(chip)
                .getTablesList()
                .forEach(table -> actual.put(table.getPreamble().getName(), table.getSize()));
        assertEquals(expected, actual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tofino", "tofino2"})
    void countersMetersDigestsAndPacketsHaveTheSameNames(String chip) throws IOException {
        TreeSet<String> ofChip = names(p4Info(chip));
        assertTrue(ofChip.remove("detail_counter"), "details are counted apart on Tofino");
        assertEquals(names(bmv2), ofChip);
        assertEquals(bmv2.getControllerPacketMetadataList(), p4Info(chip).getControllerPacketMetadataList());
    }

    private static P4Info p4Info(String chip) throws IOException {
        P4Info.Builder info = P4Info.newBuilder();
        TextFormat.merge(Files.readString(ArtifactsTest.RESOURCES.resolve(chip).resolve(TofinoBuild.P4_INFO)), info);
        return info.build();
    }

    /** By name: match fields with their ids, and the actions that are referred to. */
    private static Map<String, Table> tables(P4Info info) {
        Map<String, Table> tables = new TreeMap<>();
        for (Table table : info.getTablesList()) {
            tables.put(
                    table.getPreamble().getName(),
                    Table.newBuilder()
                            .addAllMatchFields(table.getMatchFieldsList())
                            .addAllActionRefs(table.getActionRefsList())
                            .setConstDefaultActionId(table.getConstDefaultActionId())
                            .build());
        }
        return tables;
    }

    private static Map<String, Action> actions(P4Info info) {
        Map<String, Action> actions = new TreeMap<>();
        info.getActionsList().forEach(action -> actions.put(action.getPreamble().getName(), action));
        return actions;
    }

    private static TreeSet<String> names(P4Info info) {
        TreeSet<String> names = new TreeSet<>();
        info.getCountersList().forEach(each -> names.add(each.getPreamble().getName()));
        info.getDirectCountersList()
                .forEach(each -> names.add(each.getPreamble().getName()));
        info.getMetersList().forEach(each -> names.add(each.getPreamble().getName()));
        info.getDigestsList().forEach(each -> names.add(each.getPreamble().getName()));
        return names;
    }
}

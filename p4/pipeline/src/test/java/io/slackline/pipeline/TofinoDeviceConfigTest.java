package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p4.config.v1.P4Info;
import p4.v1.CounterData;
import p4.v1.DirectCounterEntry;
import p4.v1.Entity;

/** What a server for Tofino is given, byte by byte, and how a folder of the compiler's output becomes it. */
class TofinoDeviceConfigTest {

    private static final TofinoBuild BUILD = new TofinoBuild(
            ByteString.EMPTY, ByteString.copyFromUtf8("{}"), ByteString.copyFromUtf8("[1]"), bytes("b1f000ff"));

    @TempDir
    Path compiled;

    @BeforeEach
    void compile() throws IOException {
        Files.writeString(
                compiled.resolve(TofinoBuild.P4_INFO),
                SlacklinePipeline.bmv2().p4Info().toString());
        Files.writeString(compiled.resolve(TofinoBuild.BFRT), "{}");
        Files.writeString(compiled.resolve(TofinoBuild.CONTEXT), "[1]");
        Files.write(compiled.resolve(TofinoBuild.BINARY), new byte[] {1, 2, 3});
    }

    @Test
    void stratumTakesABfPipelineConfig() {
        assertEquals(
                "0a0d" + ascii("slackline_tna") // p4_name
                        + "1202" + ascii("{}") // bfruntime_info
                        + "1a17" // profiles[0]
                        + "0a04" + ascii("pipe") // profile_name
                        + "1203" + ascii("[1]") // context
                        + "1a04" + "b1f000ff" // binary
                        + "2204" + "00010203", // pipe_scope
                hex(TofinoDeviceConfig.stratum(BUILD)));
    }

    @Test
    void bfSwitchdTakesNameBinaryAndContextAfterTheirLengths() {
        assertEquals(
                "0d000000" + ascii("slackline_tna") + "04000000" + "b1f000ff" + "03000000" + ascii("[1]"),
                hex(TofinoDeviceConfig.bfSwitchd(BUILD)));
    }

    @Test
    void aFolderBecomesAPipelineWhoseCookieFollowsItsFiles() throws IOException {
        SlacklinePipeline stratum = SlacklinePipeline.tofino(Target.STRATUM_TOFINO, compiled);
        SlacklinePipeline daemon = SlacklinePipeline.tofino(Target.BF_SWITCHD, compiled);
        assertEquals(TofinoDeviceConfig.stratum(TofinoBuild.read(compiled)), stratum.deviceConfig());
        assertEquals(TofinoDeviceConfig.bfSwitchd(TofinoBuild.read(compiled)), daemon.deviceConfig());
        assertNotEquals(stratum.cookie(), daemon.cookie());
        Files.write(compiled.resolve(TofinoBuild.BINARY), new byte[] {1, 2, 4});
        assertNotEquals(
                stratum.cookie(),
                SlacklinePipeline.tofino(Target.STRATUM_TOFINO, compiled).cookie());
    }

    @Test
    void aFileThatIsMissingIsNamedWithTheCommandThatMakesIt() throws IOException {
        Files.delete(compiled.resolve(TofinoBuild.CONTEXT));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> SlacklinePipeline.tofino(Target.STRATUM_TOFINO, compiled))
                .getMessage();
        assertTrue(message.contains("no context.json"), message);
        assertTrue(message.contains("p4/compile --target tofino --output"), message);
    }

    @Test
    void idsAreFoundByNameWhateverTheirNumbers() throws IOException {
        P4Info.Builder renumbered = SlacklinePipeline.bmv2().p4Info().toBuilder();
        renumbered.getTablesBuilderList().forEach(table -> {
            var preamble = table.getPreambleBuilder();
            preamble.setId(preamble.getId() ^ 0x5555);
        });
        Files.writeString(
                compiled.resolve(TofinoBuild.P4_INFO), renumbered.build().toString());
        SlacklinePipeline tofino = SlacklinePipeline.tofino(Target.STRATUM_TOFINO, compiled);
        var entry = tofino.steered(3, 7);
        assertEquals(SlacklinePipeline.bmv2().tableId(Table.STEERED) ^ 0x5555, entry.getTableId());
        assertEquals(new PipelineEntry.Steered(3, 7), tofino.decode(entry));
    }

    @Test
    void countersAreAskedForInTheWayThatTheTargetKnows() {
        SlacklinePipeline bmv2 = SlacklinePipeline.bmv2();
        SlacklinePipeline stratum = SlacklinePipeline.tofino(Target.STRATUM_TOFINO, compiled);
        assertTrue(bmv2.countersOf(Table.NODE).hasDirectCounterEntry());
        Entity asked = stratum.countersOf(Table.NODE);
        assertTrue(asked.getTableEntry().hasCounterData());

        var entry = stratum.steered(3, 7);
        var data = CounterData.newBuilder().setPacketCount(5).build();
        DirectCounterEntry expected = DirectCounterEntry.newBuilder()
                .setTableEntry(entry)
                .setData(data)
                .build();
        assertEquals(
                expected,
                SlacklinePipeline.directCounter(Entity.newBuilder()
                        .setTableEntry(entry.toBuilder().setCounterData(data))
                        .build()));
        assertEquals(
                expected,
                SlacklinePipeline.directCounter(
                        Entity.newBuilder().setDirectCounterEntry(expected).build()));
    }

    @Test
    void detailsOfTheirOwnCounterAreCausesToo() throws IOException {
        P4Info.Builder info = SlacklinePipeline.bmv2().p4Info().toBuilder();
        info.addCountersBuilder().getPreambleBuilder().setId(77).setName("detail_counter");
        Files.writeString(compiled.resolve(TofinoBuild.P4_INFO), info.build().toString());
        SlacklinePipeline tofino = SlacklinePipeline.tofino(Target.BF_SWITCHD, compiled);
        assertEquals(2, tofino.allCauses().size());
        var detail = tofino.allCauses().getLast().getCounterEntry().toBuilder();
        detail.getIndexBuilder().setIndex(Cause.AFFINITY_HIT.number());
        assertEquals(77, detail.getCounterId());
        assertEquals(Cause.AFFINITY_HIT, tofino.cause(detail.build()).orElseThrow());
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String ascii(String text) {
        return hex(ByteString.copyFromUtf8(text));
    }
}

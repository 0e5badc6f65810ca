package io.slackline.p4switch.grpc.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.p4switch.grpc.TestSwitch;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.TargetException;
import org.junit.jupiter.api.Test;
import p4.config.v1.Extern;
import p4.config.v1.MatchField;
import p4.config.v1.P4Info;
import p4.config.v1.P4NewTypeSpec;
import p4.config.v1.P4NewTypeTranslation;

class SchemaBinderTest {

    private final Program program =
            new TestSwitch().load(TestSwitch.config().getP4DeviceConfig().toByteArray());
    private final P4Info.Builder info = TestSwitch.config().getP4Info().toBuilder();

    private void refuses(TargetException.Code code, String message) {
        TargetException refusal =
                assertThrows(TargetException.class, () -> SchemaBinder.bind(info.build(), program, new Translations()));
        assertEquals(code, refusal.code());
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
    }

    @Test
    void whatP4cWroteTogetherFitsTogether() {
        Schema schema = SchemaBinder.bind(info.build(), program, new Translations());
        assertEquals(6, schema.tables().all().size());
        assertEquals(2, schema.packetIn().layout().lengthBytes());
    }

    @Test
    void aWidthThatDiffersIsRefused() {
        info.getTablesBuilder(1).getMatchFieldsBuilder(0).setBitwidth(31);
        refuses(
                TargetException.Code.INVALID_ARGUMENT,
                "table 'routes', match field 'dst' has 31 bits in P4Info and 32 in the program");
    }

    @Test
    void aMatchKindThatDiffersIsRefused() {
        info.getTablesBuilder(1).getMatchFieldsBuilder(0).setMatchType(MatchField.MatchType.EXACT);
        refuses(TargetException.Code.INVALID_ARGUMENT, "match field 'dst' is EXACT in P4Info and LPM in the program");
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() {
        info.getTablesBuilder(0).removeMatchFields(1);
        refuses(
                TargetException.Code.INVALID_ARGUMENT,
                "table 'stations' has 1 match fields in P4Info and 2 in the program");
    }

    @Test
    void anIdOfTwoObjectsIsRefused() {
        info.getTablesBuilder(1).getPreambleBuilder().setId(0x02000001);
        refuses(
                TargetException.Code.INVALID_ARGUMENT,
                "P4Info gives id 0x02000001 to two tables: 'stations' and 'routes'");
    }

    @Test
    void valuesThatAreStringsForControllersAreTranslated() {
        info.getTypeInfoBuilder()
                .putNewTypes(
                        "port_name_t",
                        P4NewTypeSpec.newBuilder()
                                .setTranslatedType(P4NewTypeTranslation.newBuilder()
                                        .setSdnString(P4NewTypeTranslation.SdnString.getDefaultInstance()))
                                .build());
        info.getTablesBuilder(1)
                .getMatchFieldsBuilder(0)
                .clearBitwidth()
                .getTypeNameBuilder()
                .setName("port_name_t");
        Schema schema = SchemaBinder.bind(info.build(), program, new Translations());
        assertTrue(schema.tables().require("routes").fields().getFirst().text().isPresent());
    }

    @Test
    void whatTheCompilerRemovedIsAsIfP4InfoDidNotHaveIt() {
        info.addTablesBuilder().getPreambleBuilder().setId(0x02000099).setName("Ingress.never_applied");
        info.addActionProfilesBuilder().getPreambleBuilder().setId(0x11000099).setName("Ingress.unused");
        Schema schema = SchemaBinder.bind(info.build(), program, new Translations());
        assertEquals(6, schema.tables().all().size());
    }

    @Test
    void aControllerHeaderIsFilledUpToWholeBytes() {
        info.getControllerPacketMetadataBuilderList().stream()
                .filter(header -> header.getPreamble().getName().equals("packet_in"))
                .forEach(header ->
                        header.addMetadataBuilder().setId(99).setName("odd").setBitwidth(3));
        Schema schema = SchemaBinder.bind(info.build(), program, new Translations());
        assertEquals(3, schema.packetIn().layout().lengthBytes());
    }

    @Test
    void anotherProgramsP4InfoIsRefused() {
        info.getTablesBuilder(0).getPreambleBuilder().setName("Ingress.elsewhere");
        refuses(TargetException.Code.INVALID_ARGUMENT, "the program has no table 'Ingress.elsewhere'");
    }

    @Test
    void foreignExternsAreNotSupported() {
        info.addExterns(Extern.newBuilder().setExternTypeName("crypto"));
        refuses(TargetException.Code.UNIMPLEMENTED, "extern 'crypto'");
    }
}

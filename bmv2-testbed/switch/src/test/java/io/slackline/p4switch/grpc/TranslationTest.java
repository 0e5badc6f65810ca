package io.slackline.p4switch.grpc;

import static io.slackline.p4switch.grpc.TestServer.entity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.slackline.p4switch.grpc.schema.StringTranslation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p4.config.v1.P4DataTypeSpec;
import p4.config.v1.P4Info;
import p4.config.v1.P4NamedType;
import p4.config.v1.P4NewTypeSpec;
import p4.config.v1.P4NewTypeTranslation;
import p4.config.v1.P4StructTypeSpec;
import p4.config.v1.P4TypeInfo;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.SetForwardingPipelineConfigRequest.Action;
import p4.v1.Uint128;
import p4.v1.Update;

/** Types that controllers know as strings, or by numbers of another width ({@link StringTranslation}). */
class TranslationTest {

    private static final String ROUTED = """
            table_entry { table_id: 0x02000002 match { field_id: 1 lpm { value: "\\n\\000\\000\\000" prefix_len: 8 } }
              action { action { action_id: 0x01000001 params { param_id: 1 value: "Ethernet0" } } } }""";

    private final TestServer server = TestServer.withPrimary();

    @AfterEach
    void close() {
        server.close();
    }

    /** The cells of last_seen and the members of the digest learn are of the translated type. */
    private static ForwardingPipelineConfig translatedData() {
        P4Info.Builder info = TestSwitch.config().getP4Info().toBuilder();
        P4DataTypeSpec translated = P4DataTypeSpec.newBuilder()
                .setNewType(P4NamedType.newBuilder().setName("name_t"))
                .build();
        P4TypeInfo.Builder types = info.getTypeInfoBuilder();
        types.putNewTypes(
                "name_t",
                P4NewTypeSpec.newBuilder().setTranslatedType(strings()).build());
        P4StructTypeSpec.Builder learn = types.getStructsOrThrow("learn").toBuilder();
        learn.getMembersBuilderList().forEach(member -> member.setTypeSpec(translated));
        types.putStructs("learn", learn.build());
        info.getRegistersBuilderList().stream()
                .filter(register -> register.getPreamble().getId() == 0x16000001)
                .forEach(register -> register.setTypeSpec(translated));
        return TestSwitch.config().toBuilder().setP4Info(info).build();
    }

    private ForwardingPipelineConfig config(P4NewTypeTranslation.Builder translation) {
        P4Info.Builder info = TestSwitch.config().getP4Info().toBuilder();
        info.getTypeInfoBuilder()
                .putNewTypes(
                        "port_id_t",
                        P4NewTypeSpec.newBuilder()
                                .setTranslatedType(translation.setUri("test/port"))
                                .build());
        info.getActionsBuilderList().stream()
                .filter(action -> action.getPreamble().getId() == 0x01000001)
                .forEach(action -> action.getParamsBuilder(0)
                        .setBitwidth(translation.getSdnBitwidth())
                        .getTypeNameBuilder()
                        .setName("port_id_t"));
        return TestSwitch.config().toBuilder().setP4Info(info).build();
    }

    private void set(Action action, ForwardingPipelineConfig config) {
        server.stub.setForwardingPipelineConfig(
                server.pipeline(action).setConfig(config).build());
    }

    private static P4NewTypeTranslation.Builder strings() {
        return P4NewTypeTranslation.newBuilder().setSdnString(P4NewTypeTranslation.SdnString.getDefaultInstance());
    }

    @Test
    void stringsAreReadBackAsTheyWereWritten() {
        set(Action.VERIFY_AND_COMMIT, config(strings()));
        server.write(
                Update.Type.INSERT,
                entity(ROUTED),
                entity(ROUTED.replace("\\n", "\\013").replace("Ethernet0", "3")));
        assertEquals(
                List.of(entity(ROUTED), entity(ROUTED.replace("\\n", "\\013").replace("Ethernet0", "3"))),
                server.read(entity("table_entry { table_id: 0x02000002 }")));
    }

    @Test
    void reconcileKeepsWhatTheStringsMean() {
        set(Action.VERIFY_AND_COMMIT, config(strings()));
        server.write(Update.Type.INSERT, entity(ROUTED));
        set(Action.RECONCILE_AND_COMMIT, config(strings()));
        assertEquals(List.of(entity(ROUTED)), server.read(entity("table_entry { table_id: 0x02000002 }")));
    }

    @Test
    void registersHoldStrings() {
        set(Action.VERIFY_AND_COMMIT, translatedData());
        String cell = "register_entry { register_id: 0x16000001 index { index: %d } data { bitstring: \"%s\" } }";
        server.write(Update.Type.MODIFY, entity(cell.formatted(3, "rack-7")));
        assertEquals(
                List.of(entity(cell.formatted(3, "rack-7"))),
                server.read(entity("register_entry { register_id: 0x16000001 index { index: 3 } }")));
        assertEquals(
                List.of(entity(cell.formatted(2, "0"))),
                server.read(entity("register_entry { register_id: 0x16000001 index { index: 2 } }")),
                "a number that no controller has named");
    }

    @Test
    void digestsCarryStrings() {
        set(Action.VERIFY_AND_COMMIT, translatedData());
        TestStream primary = server.open();
        primary.bid(2);
        primary.next();
        server.stub.write(TestServer.request(
                        Update.Type.INSERT, entity("digest_entry { digest_id: 401047327 config { max_list_size: 1 } }"))
                .setElectionId(Uint128.newBuilder().setLow(2))
                .build());
        server.hardware.receive(2, StreamChannelTest.unknownStation(7));
        assertEquals(
                List.of("7", "2"),
                primary.next().getDigest().getData(0).getStruct().getMembersList().stream()
                        .map(member -> member.getBitstring().toStringUtf8())
                        .toList());
    }

    @Test
    void numbersOfAnotherWidthMustFitTheDataPlane() {
        set(Action.VERIFY_AND_COMMIT, config(P4NewTypeTranslation.newBuilder().setSdnBitwidth(32)));
        server.write(Update.Type.INSERT, entity(ROUTED.replace("Ethernet0", "\\001")));
        assertThrows(
                StatusRuntimeException.class,
                () -> server.write(
                        Update.Type.INSERT,
                        entity(ROUTED.replace("\\n", "\\013").replace("Ethernet0", "\\001\\000\\000\\000"))));
    }
}

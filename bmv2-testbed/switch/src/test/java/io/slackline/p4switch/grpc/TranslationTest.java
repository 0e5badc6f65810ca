package io.slackline.p4switch.grpc;

import static io.slackline.p4switch.grpc.TestServer.entity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.slackline.p4switch.grpc.schema.StringTranslation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p4.config.v1.P4Info;
import p4.config.v1.P4NewTypeSpec;
import p4.config.v1.P4NewTypeTranslation;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.SetForwardingPipelineConfigRequest.Action;
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

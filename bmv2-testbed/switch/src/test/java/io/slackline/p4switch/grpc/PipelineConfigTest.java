package io.slackline.p4switch.grpc;

import static io.slackline.p4switch.grpc.TestServer.entity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import p4.v1.CapabilitiesRequest;
import p4.v1.Entity;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.GetForwardingPipelineConfigRequest;
import p4.v1.GetForwardingPipelineConfigRequest.ResponseType;
import p4.v1.SetForwardingPipelineConfigRequest.Action;
import p4.v1.Update;

class PipelineConfigTest {

    private static final Entity ROUTE = entity("""
            table_entry {
              table_id: 0x02000002
              match { field_id: 1 lpm { value: "\\n\\000\\000\\000" prefix_len: 8 } }
              action { action { action_id: 0x01000002 } }
            }""");
    private static final Entity ROUTES = entity("table_entry { table_id: 0x02000002 }");

    private final TestServer server = new TestServer();

    @BeforeEach
    void bid() {
        TestStream stream = server.open();
        stream.bid(1);
        stream.next();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void set(Action action) {
        server.stub.setForwardingPipelineConfig(server.pipeline(action).build());
    }

    private ForwardingPipelineConfig get(ResponseType type) {
        return server.stub
                .getForwardingPipelineConfig(GetForwardingPipelineConfigRequest.newBuilder()
                        .setDeviceId(TestServer.DEVICE)
                        .setResponseType(type)
                        .build())
                .getConfig();
    }

    private static Status.Code code(Executable call) {
        return assertThrows(StatusRuntimeException.class, call).getStatus().getCode();
    }

    @Test
    void beforeTheFirstPipelineThereIsNothingToReadOrWrite() {
        assertFalse(server.stub
                .getForwardingPipelineConfig(GetForwardingPipelineConfigRequest.newBuilder()
                        .setDeviceId(TestServer.DEVICE)
                        .build())
                .hasConfig());
        assertEquals(Status.Code.FAILED_PRECONDITION, code(() -> server.read(ROUTES)));
        assertEquals(Status.Code.FAILED_PRECONDITION, code(() -> server.write(Update.Type.INSERT, ROUTE)));
    }

    @Test
    void theConfigIsGivenBackInTheAskedParts() {
        set(Action.VERIFY_AND_COMMIT);
        ForwardingPipelineConfig all = TestSwitch.config();
        assertEquals(all, get(ResponseType.ALL));
        assertEquals(all.toBuilder().clearP4DeviceConfig().build(), get(ResponseType.P4INFO_AND_COOKIE));
        assertEquals(all.toBuilder().clearP4Info().build(), get(ResponseType.DEVICE_CONFIG_AND_COOKIE));
        assertEquals(
                ForwardingPipelineConfig.newBuilder().setCookie(all.getCookie()).build(),
                get(ResponseType.COOKIE_ONLY));
    }

    @Test
    void verifyChangesNothing() {
        set(Action.VERIFY);
        assertFalse(get(ResponseType.ALL).hasP4Info());
        var broken = server.pipeline(Action.VERIFY);
        broken.getConfigBuilder().setP4DeviceConfig(ByteString.copyFromUtf8("{}"));
        assertEquals(Status.Code.INVALID_ARGUMENT, code(() -> server.stub.setForwardingPipelineConfig(broken.build())));
    }

    @Test
    void commitClearsAllState() {
        set(Action.VERIFY_AND_COMMIT);
        server.write(Update.Type.INSERT, ROUTE);
        set(Action.VERIFY_AND_COMMIT);
        assertEquals(List.of(), server.read(ROUTES));
    }

    @Test
    void reconcileKeepsAllState() {
        set(Action.VERIFY_AND_COMMIT);
        Entity group = entity("""
                packet_replication_engine_entry { multicast_group_entry { multicast_group_id: 1 metadata: "m"
                  replicas { port: "\\001" instance: 1 } } }""");
        server.write(Update.Type.INSERT, ROUTE, group);
        server.write(
                Update.Type.MODIFY,
                entity("register_entry { register_id: 0x16000001 index { index: 1 } data { bitstring: \"\\005\" } }"));
        set(Action.RECONCILE_AND_COMMIT);
        assertEquals(
                List.of(ROUTE, group),
                server.read(ROUTES, entity("packet_replication_engine_entry { multicast_group_entry {} }")));
        assertEquals(
                ByteString.copyFrom(new byte[] {5}),
                server.read(entity("register_entry { register_id: 0x16000001 index { index: 1 } }"))
                        .getFirst()
                        .getRegisterEntry()
                        .getData()
                        .getBitstring());
    }

    @Test
    void aSavedPipelineRunsWithTheWritesThatFollowedIt() {
        set(Action.VERIFY_AND_COMMIT);
        server.write(Update.Type.INSERT, ROUTE);
        assertEquals(Status.Code.NOT_FOUND, code(() -> set(Action.COMMIT)));
        set(Action.VERIFY_AND_SAVE);
        Entity other = entity("""
                table_entry {
                  table_id: 0x02000002
                  match { field_id: 1 lpm { value: "\\013\\000\\000\\000" prefix_len: 8 } }
                  action { action { action_id: 0x01000002 } }
                }""");
        server.write(Update.Type.INSERT, other);
        assertEquals(1, server.hardware.device.entries("routes").size());
        assertEquals(Status.Code.FAILED_PRECONDITION, code(() -> server.read(ROUTES)));
        set(Action.COMMIT);
        assertEquals(List.of(other), server.read(ROUTES));
    }

    @Test
    void aP4InfoThatIsNotOfTheProgramIsRefused() {
        var request = server.pipeline(Action.VERIFY_AND_COMMIT);
        request.getConfigBuilder()
                .getP4InfoBuilder()
                .getTablesBuilder(0)
                .getPreambleBuilder()
                .setName("elsewhere");
        StatusRuntimeException refusal = assertThrows(
                StatusRuntimeException.class, () -> server.stub.setForwardingPipelineConfig(request.build()));
        assertEquals(Status.Code.INVALID_ARGUMENT, refusal.getStatus().getCode());
        assertTrue(
                refusal.getMessage().contains("the program has no table 'elsewhere'; it has ["), refusal.getMessage());
    }

    @Test
    void onlyThePrimaryOfThisDeviceSetsPipelines() {
        assertEquals(
                Status.Code.PERMISSION_DENIED,
                code(() -> server.stub.setForwardingPipelineConfig(
                        server.pipeline(Action.VERIFY).clearElectionId().build())));
        assertEquals(
                Status.Code.NOT_FOUND,
                code(() -> server.stub.setForwardingPipelineConfig(
                        server.pipeline(Action.VERIFY).setDeviceId(8).build())));
        assertEquals(
                Status.Code.NOT_FOUND,
                code(() -> server.stub.setForwardingPipelineConfig(
                        server.pipeline(Action.VERIFY).setRole("unknown").build())));
    }

    @Test
    void capabilitiesTellTheVersion() {
        assertEquals(
                "1.5.0",
                server.stub
                        .capabilities(CapabilitiesRequest.getDefaultInstance())
                        .getP4RuntimeApiVersion());
    }
}

package io.slackline.p4switch.grpc;

import static io.slackline.p4switch.grpc.TestServer.entity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import p4.v1.CapabilitiesRequest;
import p4.v1.Entity;
import p4.v1.Error;
import p4.v1.ReadRequest;
import p4.v1.SetForwardingPipelineConfigRequest;
import p4.v1.StreamMessageRequest;
import p4.v1.Uint128;
import p4.v1.Update;
import p4.v1.WriteRequest;

/** Requirements of the P4Runtime specification that no other test shows; docs/p4runtime.md names each. */
class SpecificationTest {

    private static final String ROUTE = """
            table_entry { table_id: 0x02000002 match { field_id: 1 lpm { value: "\\n\\000\\000\\000" prefix_len: 8 } }
              action { action { action_id: 0x01000002 } } }""";
    private static final String STATION_KEY =
            "table_id: 0x02000001 match { field_id: 1 exact { value: \"\\001\" } } match { field_id: 2 exact { value: \"\\005\" } }";
    private static final String STATION = "table_entry { " + STATION_KEY
            + " action { action { action_id: 0x01000003 params { param_id: 1 value: \"\\001\" } } } }";
    private static final String MEMBER =
            "action_profile_member { action_profile_id: 0x11000001 member_id: 5 action { action_id: 0x01000001 params { param_id: 1 value: \"\\001\" } } }";
    private static final String GROUP =
            "action_profile_group { action_profile_id: 0x11000001 group_id: 6 max_size: 8 members { member_id: 5 weight: 1 } }";

    private final TestServer server = TestServer.withPrimary();

    @AfterEach
    void close() {
        server.close();
    }

    private void insert(String text) {
        server.write(Update.Type.INSERT, entity(text));
    }

    private Code refusal(Update.Type type, String text) {
        StatusRuntimeException failure =
                assertThrows(StatusRuntimeException.class, () -> server.write(type, entity(text)));
        Error error = EntitiesTest.errors(failure).getFirst();
        return Code.forNumber(error.getCanonicalCode());
    }

    @Test
    void anInsertOfWhatIsThereChangesNothing() {
        insert(ROUTE);
        assertEquals(
                Code.ALREADY_EXISTS,
                refusal(
                        Update.Type.INSERT,
                        ROUTE.replace("8 }", "8 } ")
                                .replace(
                                        "action { action { action_id: 0x01000002 } }",
                                        "action { action { action_id: 0x01000001 params { param_id: 1 value: \"\\001\" } } }")));
        assertEquals(List.of(entity(ROUTE)), server.read(entity("table_entry { table_id: 0x02000002 }")));
    }

    @Test
    void modifyAndDeleteOfWhatIsNotThereAreNotFound() {
        assertEquals(Code.NOT_FOUND, refusal(Update.Type.MODIFY, ROUTE));
        assertEquals(Code.NOT_FOUND, refusal(Update.Type.DELETE, ROUTE));
    }

    @Test
    void aDeleteLooksAtTheKeyAlone() {
        insert(ROUTE);
        server.write(Update.Type.DELETE, entity("""
                table_entry { table_id: 0x02000002 match { field_id: 1 lpm { value: "\\n\\000\\000\\000" prefix_len: 8 } }
                  action { action { action_id: 0x0100ffff } } idle_timeout_ns: 7 }"""));
        assertTrue(server.read(entity("table_entry { table_id: 0x02000002 }")).isEmpty());
    }

    @Test
    void aFullTableIsExhausted() {
        for (int i = 1; i <= 4; i++) {
            insert(STATION.replace("value: \"\\001\" } }  match", "").replaceFirst("\\\\001", "\\\\00" + i));
        }
        assertEquals(Code.RESOURCE_EXHAUSTED, refusal(Update.Type.INSERT, STATION.replaceFirst("\\\\001", "\\\\007")));
    }

    @Test
    void fieldsMayComeInAnyOrder() {
        insert(
                "table_entry { table_id: 0x02000001 match { field_id: 2 exact { value: \"\\005\" } } match { field_id: 1 exact {"
                        + " value: \"\\001\" } } action { action { action_id: 0x01000003 params { param_id: 1 value: \"\\001\" } } } }");
        assertEquals(List.of(entity(STATION)), server.read(entity("table_entry { table_id: 0x02000001 }")));
    }

    @Test
    void theDefaultEntryHasNoIdleTimeoutAndNoPriority() {
        assertEquals(
                Code.INVALID_ARGUMENT,
                refusal(
                        Update.Type.MODIFY,
                        "table_entry { table_id: 0x02000001 is_default_action: true idle_timeout_ns: 5 action { action { action_id: 0x01000003 params { param_id: 1 value: \"\\001\" } } } }"));
        assertEquals(
                Code.INVALID_ARGUMENT,
                refusal(
                        Update.Type.MODIFY,
                        "table_entry { table_id: 0x02000002 is_default_action: true priority: 5 action { action { action_id: 0x01000002 } } }"));
        assertEquals(
                Code.INVALID_ARGUMENT,
                refusal(Update.Type.DELETE, "table_entry { table_id: 0x02000002 is_default_action: true }"));
    }

    @Test
    void timeSinceLastHitIsNotWritten() {
        assertEquals(
                Code.INVALID_ARGUMENT,
                refusal(
                        Update.Type.INSERT,
                        ROUTE.substring(0, ROUTE.lastIndexOf('}')) + " time_since_last_hit { elapsed_ns: 1 } }"));
    }

    @Test
    void aModifyWithoutMeterConfigResetsTheMeterAndLeavesTheCounter() {
        String config = "meter_config { cir: 1 cburst: 2 pir: 3 pburst: 4 }";
        insert(STATION.substring(0, STATION.lastIndexOf('}')) + config
                + " counter_data { packet_count: 9 byte_count: 9 } }");
        server.write(Update.Type.MODIFY, entity(STATION));
        Entity read = server.read(entity("table_entry { " + STATION_KEY + " meter_config {} counter_data {} }"))
                .getFirst();
        assertFalse(read.getTableEntry().hasMeterConfig());
        assertEquals(9, read.getTableEntry().getCounterData().getPacketCount());
    }

    @Test
    void directResourcesAreModifiedOnly() {
        insert(STATION);
        String counter = "direct_counter_entry { table_entry { " + STATION_KEY + " } data { packet_count: 1 } }";
        String meter = "direct_meter_entry { table_entry { " + STATION_KEY
                + " } config { cir: 1 cburst: 1 pir: 1 pburst: 1 } }";
        for (Update.Type type : List.of(Update.Type.INSERT, Update.Type.DELETE)) {
            assertEquals(Code.INVALID_ARGUMENT, refusal(type, counter));
            assertEquals(Code.INVALID_ARGUMENT, refusal(type, meter));
        }
        server.write(Update.Type.MODIFY, entity(counter), entity(meter));
        assertEquals(
                1,
                server.read(entity("direct_counter_entry { table_entry { " + STATION_KEY + " } }"))
                        .getFirst()
                        .getDirectCounterEntry()
                        .getData()
                        .getPacketCount());
        server.write(Update.Type.MODIFY, entity("direct_meter_entry { table_entry { " + STATION_KEY + " } }"));
        assertFalse(server.read(entity("direct_meter_entry { table_entry { " + STATION_KEY + " } }"))
                .getFirst()
                .getDirectMeterEntry()
                .hasConfig());
    }

    @Test
    void arraysRegistersAndValueSetsAreModifiedOnly() {
        for (Update.Type type : List.of(Update.Type.INSERT, Update.Type.DELETE)) {
            assertEquals(
                    Code.INVALID_ARGUMENT,
                    refusal(type, "counter_entry { counter_id: 0x12000001 index { index: 0 } }"));
            assertEquals(
                    Code.INVALID_ARGUMENT, refusal(type, "meter_entry { meter_id: 0x14000001 index { index: 0 } }"));
            assertEquals(
                    Code.INVALID_ARGUMENT,
                    refusal(
                            type,
                            "register_entry { register_id: 0x16000001 index { index: 0 } data { bitstring: \"\\001\" } }"));
            assertEquals(Code.INVALID_ARGUMENT, refusal(type, "value_set_entry { value_set_id: 0x03000001 }"));
        }
    }

    @Test
    void aWriteWithoutIndexIsForTheWholeArray() {
        server.write(
                Update.Type.MODIFY,
                entity("counter_entry { counter_id: 0x12000001 data { packet_count: 4 } }"),
                entity("meter_entry { meter_id: 0x14000001 config { cir: 1 cburst: 2 pir: 3 pburst: 4 } }"),
                entity("register_entry { register_id: 0x16000001 data { bitstring: \"\\005\" } }"));
        assertTrue(server.read(entity("counter_entry { counter_id: 0x12000001 }")).stream()
                .allMatch(read -> read.getCounterEntry().getData().getPacketCount() == 4));
        assertTrue(server.read(entity("meter_entry { meter_id: 0x14000001 }")).stream()
                .allMatch(read -> read.getMeterEntry().getConfig().getPburst() == 4));
        assertTrue(server.read(entity("register_entry { register_id: 0x16000001 }")).stream()
                .allMatch(
                        read -> read.getRegisterEntry().getData().getBitstring().byteAt(0) == 5));
        server.write(Update.Type.MODIFY, entity("counter_entry { counter_id: 0x12000001 }"));
        assertEquals(
                4,
                server.read(entity("counter_entry { counter_id: 0x12000001 index { index: 1 } }"))
                        .getFirst()
                        .getCounterEntry()
                        .getData()
                        .getPacketCount(),
                "without data nothing is changed");
    }

    @Test
    void aMeterWithoutConfigIsGreenAgain() {
        server.write(
                Update.Type.MODIFY,
                entity(
                        "meter_entry { meter_id: 0x14000001 index { index: 1 } config { cir: 1 cburst: 2 pir: 3 pburst: 4 } }"));
        server.write(Update.Type.MODIFY, entity("meter_entry { meter_id: 0x14000001 index { index: 1 } }"));
        assertFalse(server.read(entity("meter_entry { meter_id: 0x14000001 index { index: 1 } }"))
                .getFirst()
                .getMeterEntry()
                .hasConfig());
    }

    @Test
    void membersInUseAreNotDeleted() {
        insert(MEMBER);
        insert(GROUP);
        assertEquals(Code.FAILED_PRECONDITION, refusal(Update.Type.DELETE, MEMBER));
        insert(
                "table_entry { table_id: 0x02000004 match { field_id: 1 exact { value: \"\\001\" } } action { action_profile_group_id: 6 } }");
        assertEquals(Code.FAILED_PRECONDITION, refusal(Update.Type.DELETE, GROUP));
        assertEquals(Code.ALREADY_EXISTS, refusal(Update.Type.INSERT, MEMBER));
        assertEquals(Code.ALREADY_EXISTS, refusal(Update.Type.INSERT, GROUP));
    }

    @Test
    void membersAndGroupsHaveIdsOfTheirOwnScope() {
        insert(MEMBER);
        insert(GROUP.replace("group_id: 6", "group_id: 5"));
        assertEquals(1, server.read(entity("action_profile_member {}")).size());
        assertEquals(
                1,
                server.read(entity("action_profile_group { action_profile_id: 0x11000001 group_id: 5 }"))
                        .size());
        server.write(Update.Type.DELETE, entity("action_profile_group { action_profile_id: 0x11000001 group_id: 5 }"));
        server.write(
                Update.Type.DELETE, entity("action_profile_member { action_profile_id: 0x11000001 member_id: 5 }"));
        assertTrue(server.read(entity("action_profile_member {}")).isEmpty());
    }

    @Test
    void aGroupKeepsItsMaximumSize() {
        insert(MEMBER);
        insert(GROUP);
        assertEquals(Code.INVALID_ARGUMENT, refusal(Update.Type.MODIFY, GROUP.replace("max_size: 8", "max_size: 7")));
        assertEquals(
                Code.INVALID_ARGUMENT,
                refusal(
                        Update.Type.MODIFY,
                        GROUP.substring(0, GROUP.lastIndexOf('}')) + " members { member_id: 5 weight: 1 } }"),
                "a member twice");
    }

    @Test
    void oneShotsReadBackTheirModeAndSizeAsTheyWereWritten() {
        String oneShot = """
                table_entry { table_id: 0x02000004 match { field_id: 1 exact { value: "\\001" } } action { action_profile_action_set {
                  action_profile_actions { action { action_id: 0x01000001 params { param_id: 1 value: "\\001" } } weight: 2 }
                  action_profile_actions { action { action_id: 0x01000001 params { param_id: 1 value: "\\001" } } weight: 1 }
                  action_selection_mode: HASH size_semantics: SUM_OF_WEIGHTS } } }""";
        insert(oneShot);
        assertEquals(List.of(entity(oneShot)), server.read(entity("table_entry { table_id: 0x02000004 }")));
        assertEquals(
                Code.UNIMPLEMENTED,
                refusal(
                        Update.Type.INSERT,
                        oneShot.replace("value: \"\\001\" } } action {", "value: \"\\002\" } } action {")
                                .replace("HASH", "RANDOM")));
    }

    @Test
    void oneShotsAndGroupsDoNotMixInOneTable() {
        insert("""
                table_entry { table_id: 0x02000004 match { field_id: 1 exact { value: "\\001" } } action { action_profile_action_set {
                  action_profile_actions { action { action_id: 0x01000001 params { param_id: 1 value: "\\001" } } weight: 2 } } } }""");
        assertEquals(Code.INVALID_ARGUMENT, refusal(Update.Type.INSERT, MEMBER));
        server.write(
                Update.Type.DELETE,
                entity("table_entry { table_id: 0x02000004 match { field_id: 1 exact { value: \"\\001\" } } }"));
        insert(MEMBER);
    }

    @Test
    void groupActionsAreNotSupportedAndSaidSo() {
        assertEquals(Code.UNIMPLEMENTED, refusal(Update.Type.INSERT, """
                table_entry { table_id: 0x02000004 match { field_id: 1 exact { value: "\\001" } } action { action_profile_action_set {
                  group_action { action_id: 0x01000001 params { param_id: 1 value: "\\001" } }
                  action_profile_actions { action { action_id: 0x01000001 params { param_id: 1 value: "\\001" } } weight: 2 } } } }"""));
    }

    @Test
    void cloneSessionsKeepTheirClassOfServiceAndNeedAnId() {
        String session =
                "packet_replication_engine_entry { clone_session_entry { session_id: 9 class_of_service: 3 replicas { port: \"\\001\" instance: 1 } } }";
        insert(session);
        assertEquals(
                List.of(entity(session)),
                server.read(entity("packet_replication_engine_entry { clone_session_entry { } }")));
        assertEquals(Code.INVALID_ARGUMENT, refusal(Update.Type.INSERT, session.replace("session_id: 9", "")));
        server.write(
                Update.Type.DELETE,
                entity("packet_replication_engine_entry { clone_session_entry { session_id: 9 } }"));
        assertTrue(server.read(entity("packet_replication_engine_entry { clone_session_entry { } }"))
                .isEmpty());
    }

    @Test
    void replicasHaveInstancesOfSixteenBits() {
        assertEquals(
                Code.INVALID_ARGUMENT,
                refusal(
                        Update.Type.INSERT,
                        "packet_replication_engine_entry { multicast_group_entry { multicast_group_id: 3 replicas { port: \"\\001\" instance: 70000 } } }"));
    }

    @Test
    void aValueSetTakesAMemberOnceAndIsEmptiedByAnEmptyList() {
        String set =
                "value_set_entry { value_set_id: 0x03000001 members { match { field_id: 1 exact { value: \"\\010\" } } } }";
        assertEquals(
                Code.ALREADY_EXISTS,
                refusal(
                        Update.Type.MODIFY,
                        "value_set_entry { value_set_id: 0x03000001 members { match { field_id: 1 exact { value: \"\\010\" } } } members { match { field_id: 1 exact { value: \"\\010\" } } } }"));
        server.write(Update.Type.MODIFY, entity(set));
        server.write(Update.Type.MODIFY, entity("value_set_entry { value_set_id: 0x03000001 }"));
        assertEquals(
                List.of(entity("value_set_entry { value_set_id: 0x03000001 }")),
                server.read(entity("value_set_entry { value_set_id: 0x03000001 }")));
    }

    @Test
    void aValueSetOfSeveralFieldsHoldsRanges() {
        Entity set = entity("""
                value_set_entry { value_set_id: 0x03000002
                  members { match { field_id: 1 exact { value: "\\022\\064" } } match { field_id: 2 range { low: "\\003" high: "\\014" } } }
                  members { match { field_id: 1 exact { value: "\\022\\065" } } } }""");
        server.write(Update.Type.MODIFY, set);
        assertEquals(List.of(set), server.read(entity("value_set_entry { value_set_id: 0x03000002 }")));
        for (int port = 0; port < 16; port++) {
            server.hardware.receive(1, frame(0x1234, port));
        }
        server.hardware.receive(1, frame(0x1235, 0xFFFF));
        server.hardware.receive(1, frame(0x1236, 5));
        assertEquals(
                10 + 1,
                server.read(
                                entity(
                                        "direct_counter_entry { table_entry { table_id: 0x02000001 is_default_action: true } }"))
                        .getFirst()
                        .getDirectCounterEntry()
                        .getData()
                        .getPacketCount(),
                "the others have no payload, so they do not reach the table");
    }

    private static byte[] frame(int type, int port) {
        return ByteBuffer.allocate(27)
                .putShort(10, (short) port)
                .putShort(12, (short) type)
                .array();
    }

    @Test
    void digestsAreEnabledOnceAndNotNegative() {
        String digest = "digest_entry { digest_id: 401047327 config { max_list_size: 1 } }";
        insert(digest);
        assertEquals(Code.ALREADY_EXISTS, refusal(Update.Type.INSERT, digest));
        assertEquals(Code.INVALID_ARGUMENT, refusal(Update.Type.MODIFY, digest.replace("1 }", "-1 }")));
        server.write(Update.Type.DELETE, entity("digest_entry { digest_id: 401047327 }"));
        assertTrue(server.read(entity("digest_entry { }")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "table_entry {}",
                "counter_entry {}",
                "meter_entry {}",
                "register_entry {}",
                "action_profile_member {}",
                "action_profile_group {}",
                "value_set_entry {}",
                "digest_entry {}",
                "direct_counter_entry { table_entry {} }",
                "direct_meter_entry { table_entry {} }",
                "extern_entry {}",
                "packet_replication_engine_entry { multicast_group_entry {} }",
                "packet_replication_engine_entry { clone_session_entry {} }",
            })
    void everyKindIsReadByItsWildcard(String query) {
        insert(ROUTE);
        insert(STATION);
        server.read(entity(query));
    }

    @Test
    void aReadNeedsNoStreamAndNoElection() {
        assertFalse(server.read(entity("table_entry { table_id: 0x02000005 }")).isEmpty());
    }

    @Test
    void aReadOfASingleKeyThatIsNotThereIsEmpty() {
        assertTrue(server.read(entity("table_entry { " + STATION_KEY + " }")).isEmpty());
    }

    @Test
    void anUnknownAtomicityIsRefusedAsAWhole() {
        WriteRequest request = TestServer.request(Update.Type.INSERT, entity(ROUTE))
                .setAtomicityValue(17)
                .build();
        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, () -> server.stub.write(request));
        assertEquals(Status.Code.INVALID_ARGUMENT, failure.getStatus().getCode());
    }

    @Test
    void tenThousandUpdatesAreOneBatch() {
        WriteRequest.Builder request = TestServer.request(Update.Type.MODIFY);
        Update update = Update.newBuilder()
                .setType(Update.Type.MODIFY)
                .setEntity(
                        entity("counter_entry { counter_id: 0x12000001 index { index: 1 } data { packet_count: 4 } }"))
                .build();
        for (int i = 0; i < 10_000; i++) {
            request.addUpdates(update);
        }
        server.stub.write(request.build());
    }

    @Test
    void aPipelineNeedsAnAction() {
        StatusRuntimeException failure = assertThrows(
                StatusRuntimeException.class,
                () -> server.stub.setForwardingPipelineConfig(
                        server.pipeline(SetForwardingPipelineConfigRequest.Action.UNSPECIFIED)
                                .build()));
        assertEquals(Status.Code.INVALID_ARGUMENT, failure.getStatus().getCode());
    }

    @Test
    void aCommitTakesNoConfigAndNeedsASavedOne() {
        StatusRuntimeException nothingSaved = assertThrows(
                StatusRuntimeException.class,
                () -> server.stub.setForwardingPipelineConfig(
                        server.pipeline(SetForwardingPipelineConfigRequest.Action.COMMIT)
                                .build()));
        assertEquals(Status.Code.NOT_FOUND, nothingSaved.getStatus().getCode());
        StatusRuntimeException withConfig = assertThrows(
                StatusRuntimeException.class,
                () -> server.stub.setForwardingPipelineConfig(
                        server.pipeline(SetForwardingPipelineConfigRequest.Action.COMMIT)
                                .setConfig(TestSwitch.config())
                                .build()));
        assertEquals(Status.Code.INVALID_ARGUMENT, withConfig.getStatus().getCode());
    }

    @Test
    void everyOtherActionNeedsAConfig() {
        for (var action : List.of(
                SetForwardingPipelineConfigRequest.Action.VERIFY,
                SetForwardingPipelineConfigRequest.Action.VERIFY_AND_SAVE,
                SetForwardingPipelineConfigRequest.Action.VERIFY_AND_COMMIT,
                SetForwardingPipelineConfigRequest.Action.RECONCILE_AND_COMMIT)) {
            StatusRuntimeException failure = assertThrows(
                    StatusRuntimeException.class,
                    () -> server.stub.setForwardingPipelineConfig(
                            server.pipeline(action).clearConfig().build()));
            assertEquals(Status.Code.INVALID_ARGUMENT, failure.getStatus().getCode(), action.name());
        }
    }

    private TestStream streamEndedBy(p4.v1.MasterArbitrationUpdate.Builder bid) {
        TestStream stream = server.open();
        stream.send(StreamMessageRequest.newBuilder()
                .setArbitration(bid.setDeviceId(TestServer.DEVICE))
                .build());
        return stream;
    }

    @Test
    void aRoleConfigurationNobodyAgreedToEndsTheStream() {
        TestStream stream = streamEndedBy(p4.v1.MasterArbitrationUpdate.newBuilder()
                .setElectionId(Uint128.newBuilder().setLow(9))
                .setRole(p4.v1.Role.newBuilder()
                        .setName("acl")
                        .setConfig(Any.newBuilder().setTypeUrl("type.googleapis.com/example.RoleConfig"))));
        assertEquals(Status.Code.INVALID_ARGUMENT, stream.end().getCode());
    }

    @Test
    void theOldPrimaryIsRefusedOnceANewOneWasTold() {
        TestStream next = server.open();
        next.bid(2);
        assertEquals(0, next.next().getArbitration().getStatus().getCode());
        WriteRequest old = TestServer.request(Update.Type.INSERT, entity(ROUTE)).build();
        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, () -> server.stub.write(old));
        assertEquals(Status.Code.PERMISSION_DENIED, failure.getStatus().getCode());
        server.stub.write(
                old.toBuilder().setElectionId(Uint128.newBuilder().setLow(2)).build());
    }

    @Test
    void errorsOfAWholeRequestHaveNoDetails() {
        StatusRuntimeException failure = assertThrows(
                StatusRuntimeException.class,
                () -> server.stub.write(TestServer.request(Update.Type.INSERT, entity(ROUTE))
                        .setDeviceId(99)
                        .build()));
        assertEquals(Status.Code.NOT_FOUND, failure.getStatus().getCode());
        assertTrue(EntitiesTest.errors(failure).isEmpty());
    }

    @Test
    void aReadOfNoEntityIsInvalid() {
        StatusRuntimeException failure =
                assertThrows(StatusRuntimeException.class, () -> server.read(Entity.getDefaultInstance()));
        assertEquals(
                Code.INVALID_ARGUMENT_VALUE,
                EntitiesTest.errors(failure).getFirst().getCanonicalCode());
    }

    @Test
    void capabilitiesOfAnUnknownDeviceAreNotFound() {
        StatusRuntimeException failure = assertThrows(
                StatusRuntimeException.class,
                () -> server.stub.capabilities(
                        CapabilitiesRequest.newBuilder().setDeviceId(99).build()));
        assertEquals(Status.Code.NOT_FOUND, failure.getStatus().getCode());
    }

    @Test
    void streamMessagesThatCannotBeMeantAreReportedAsTheirKind() {
        TestStream stream = server.open();
        stream.bid(5);
        stream.next();
        stream.send(StreamMessageRequest.newBuilder()
                .setOther(Any.newBuilder().setTypeUrl("type.googleapis.com/example.Message"))
                .build());
        assertTrue(stream.next().getError().hasOther());
        stream.send(StreamMessageRequest.newBuilder()
                .setDigestAck(p4.v1.DigestListAck.newBuilder().setDigestId(77))
                .build());
        p4.v1.StreamError error = stream.next().getError();
        assertTrue(error.hasDigestListAck());
        assertEquals(Code.INVALID_ARGUMENT_VALUE, error.getCanonicalCode());
    }

    @Test
    void aLongReadComesInSeveralMessages() {
        WriteRequest.Builder routes = TestServer.request(Update.Type.INSERT);
        for (int i = 0; i < 600; i++) {
            Entity.Builder route = entity(ROUTE).toBuilder();
            route.getTableEntryBuilder()
                    .getMatchBuilder(0)
                    .getLpmBuilder()
                    .setPrefixLen(32)
                    .setValue(ByteString.copyFrom(new byte[] {10, 1, (byte) (i >> 8), (byte) i}));
            routes.addUpdates(Update.newBuilder().setType(Update.Type.INSERT).setEntity(route));
        }
        server.stub.write(routes.build());
        List<Integer> sizes = new ArrayList<>();
        server.stub
                .read(ReadRequest.newBuilder()
                        .setDeviceId(TestServer.DEVICE)
                        .addEntities(entity("table_entry { table_id: 0x02000002 }"))
                        .build())
                .forEachRemaining(response -> sizes.add(response.getEntitiesCount()));
        assertEquals(List.of(512, 88), sizes);
    }

    @Test
    void anEmptyGroupIsNoError() {
        insert("action_profile_group { action_profile_id: 0x11000001 group_id: 6 max_size: 8 }");
        insert(
                "table_entry { table_id: 0x02000004 match { field_id: 1 exact { value: \"\\001\" } } action { action_profile_group_id: 6 } }");
    }

    @Test
    void whereWeightsAreDisallowedTheyAreZero() {
        var config = TestSwitch.config().toBuilder();
        config.getP4InfoBuilder().getActionProfilesBuilder(0).setWeightsDisallowed(true);
        server.stub.setForwardingPipelineConfig(
                server.pipeline(SetForwardingPipelineConfigRequest.Action.VERIFY_AND_COMMIT)
                        .setConfig(config)
                        .build());
        insert(MEMBER);
        assertEquals(Code.INVALID_ARGUMENT, refusal(Update.Type.INSERT, GROUP));
        insert(GROUP.replace("weight: 1", ""));
        assertEquals(List.of(entity(GROUP.replace("weight: 1", ""))), server.read(entity("action_profile_group {}")));
    }

    @Test
    void aPipelineOfMoreThanFourMegabytesIsTaken() {
        ByteString padding = ByteString.copyFromUtf8(" ".repeat(5 << 20));
        server.stub.setForwardingPipelineConfig(server.pipeline(SetForwardingPipelineConfigRequest.Action.VERIFY)
                .setConfig(TestSwitch.config().toBuilder()
                        .setP4DeviceConfig(
                                TestSwitch.config().getP4DeviceConfig().concat(padding)))
                .build());
    }
}

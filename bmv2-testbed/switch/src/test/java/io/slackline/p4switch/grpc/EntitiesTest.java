package io.slackline.p4switch.grpc;

import static io.slackline.p4switch.grpc.TestServer.entity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p4.v1.Entity;
import p4.v1.Error;
import p4.v1.ReadRequest;
import p4.v1.Update;
import p4.v1.WriteRequest;

class EntitiesTest {

    private static final Entity STATION = station(1, "\\001");

    private final TestServer server = TestServer.withPrimary();

    @AfterEach
    void close() {
        server.close();
    }

    private static Entity station(int mac, String port) {
        return entity("""
                table_entry {
                  table_id: 0x02000001
                  match { field_id: 1 exact { value: "\\%03o" } }
                  match { field_id: 2 exact { value: "\\005" } }
                  action { action { action_id: 0x01000003 params { param_id: 1 value: "%s" } } }
                }""".formatted(mac, port));
    }

    @Test
    void whatIsWrittenIsReadBackAsItWasWritten() {
        List<Entity> written = List.of(entity("""
                table_entry {
                  table_id: 0x02000001
                  match { field_id: 1 exact { value: "\\002S" } }
                  match { field_id: 2 exact { value: "\\005" } }
                  action { action { action_id: 0x01000004 params { param_id: 1 value: "\\003" } params { param_id: 2 value: "\\001\\000" } } }
                  metadata: "mine" controller_metadata: 9 idle_timeout_ns: 1000
                }"""), entity("""
                table_entry {
                  table_id: 0x02000002
                  match { field_id: 1 lpm { value: "\\n\\000\\000\\000" prefix_len: 8 } }
                  action { action { action_id: 0x01000002 } }
                }"""), entity("""
                table_entry {
                  table_id: 0x02000003
                  match { field_id: 1 ternary { value: "\\n\\000\\000\\000" mask: "\\377\\000\\000\\000" } }
                  match { field_id: 2 range { low: "\\001" high: "\\002" } }
                  match { field_id: 3 optional { value: "\\006" } }
                  priority: 3
                  action { action { action_id: 0x01000002 } }
                }"""), entity("""
                table_entry {
                  table_id: 0x02000003 priority: 1 action { action { action_id: 0x01000002 } }
                }"""), entity("""
                table_entry {
                  table_id: 0x02000004
                  match { field_id: 1 exact { value: "\\001" } }
                  action { action_profile_action_set {
                    action_profile_actions { action { action_id: 0x01000001 params { param_id: 1 value: "\\001" } } weight: 2 }
                    action_profile_actions { action { action_id: 0x01000001 params { param_id: 1 value: "\\002" } } weight: 1 watch_port: "\\002" }
                  } }
                }"""));
        server.write(Update.Type.INSERT, written.toArray(Entity[]::new));

        List<Entity> entries = new ArrayList<>(server.read(entity("table_entry {}")));
        entries.removeIf(entry -> entry.getTableEntry().getIsConst());
        assertEquals(written, entries);
    }

    @Test
    void everyOtherKindIsReadBackAsItWasWritten() {
        List<Entity> inserted = List.of(
                entity("""
                action_profile_member { action_profile_id: 0x11000001 member_id: 5
                  action { action_id: 0x01000001 params { param_id: 1 value: "\\001" } } }"""),
                entity("""
                action_profile_group { action_profile_id: 0x11000001 group_id: 6 max_size: 8
                  members { member_id: 5 weight: 2 watch_port: "\\003" } }"""),
                entity("""
                packet_replication_engine_entry { multicast_group_entry { multicast_group_id: 1 metadata: "m"
                  replicas { port: "\\001" instance: 1 } replicas { egress_port: 2 instance: 1 } } }"""),
                entity("""
                packet_replication_engine_entry { clone_session_entry { session_id: 9 packet_length_bytes: 64
                  replicas { port: "\\377" instance: 1 } } }"""),
                entity(
                        "digest_entry { digest_id: 401047327 config { max_list_size: 10 max_timeout_ns: 5 ack_timeout_ns: 6 } }"));
        List<Entity> modified = List.of(
                entity(
                        "counter_entry { counter_id: 0x12000001 index { index: 3 } data { packet_count: 5 byte_count: 6 } }"),
                entity(
                        "meter_entry { meter_id: 0x14000001 index { index: 2 } config { cir: 1 cburst: 2 pir: 3 pburst: 4 } }"),
                entity(
                        "register_entry { register_id: 0x16000001 index { index: 7 } data { bitstring: \"\\001\\000\" } }"),
                entity(
                        "register_entry { register_id: 0x16000002 index { index: 1 } data { bitstring: \"\\375\\035\" } }"),
                entity(
                        "value_set_entry { value_set_id: 0x03000001 members { match { field_id: 1 exact { value: \"\\010\" } } } }"));
        server.write(Update.Type.INSERT, inserted.toArray(Entity[]::new));
        server.write(Update.Type.MODIFY, modified.toArray(Entity[]::new));

        List<Entity> all = new ArrayList<>(inserted);
        all.addAll(modified);
        assertEquals(
                all,
                server.read(
                        entity("action_profile_member {}"),
                        entity("action_profile_group {}"),
                        entity("packet_replication_engine_entry { multicast_group_entry {} }"),
                        entity("packet_replication_engine_entry { clone_session_entry {} }"),
                        entity("digest_entry {}"),
                        entity("counter_entry { counter_id: 0x12000001 index { index: 3 } }"),
                        entity("meter_entry { meter_id: 0x14000001 index { index: 2 } }"),
                        entity("register_entry { register_id: 0x16000001 index { index: 7 } }"),
                        entity("register_entry { register_id: 0x16000002 index { index: 1 } }"),
                        entity("value_set_entry { value_set_id: 0x03000001 }")));
        assertEquals(4, server.read(entity("counter_entry {}")).size());
        assertEquals(10, server.read(entity("register_entry {}")).size());
        assertEquals(
                4, server.read(entity("meter_entry { meter_id: 0x14000001 }")).size());
    }

    @Test
    void leadingZerosAreAcceptedAndTakenAway() {
        server.write(Update.Type.INSERT, entity("""
                table_entry {
                  table_id: 0x02000001
                  match { field_id: 2 exact { value: "\\000\\000\\000\\005" } }
                  match { field_id: 1 exact { value: "\\000\\000\\000\\000\\000\\000\\000\\001" } }
                  action { action { action_id: 0x01000003 params { param_id: 1 value: "\\000\\001" } } }
                }"""));
        assertEquals(List.of(STATION), server.read(entity("table_entry { table_id: 0x02000001 }")));
    }

    @Test
    void directCountersAndMetersAreReadOnlyWhereAskedFor() {
        server.write(Update.Type.INSERT, STATION);
        Entity key = STATION.toBuilder()
                .setTableEntry(STATION.getTableEntry().toBuilder().clearAction())
                .build();
        server.write(
                Update.Type.MODIFY,
                Entity.newBuilder()
                        .setDirectCounterEntry(entity("direct_counter_entry { data { packet_count: 3 byte_count: 4 } }")
                                .getDirectCounterEntry()
                                .toBuilder()
                                .setTableEntry(key.getTableEntry()))
                        .build(),
                Entity.newBuilder()
                        .setDirectMeterEntry(
                                entity("direct_meter_entry { config { cir: 1 pir: 2 } }")
                                        .getDirectMeterEntry()
                                        .toBuilder()
                                        .setTableEntry(key.getTableEntry()))
                        .build());

        assertEquals(List.of(STATION), server.read(entity("table_entry { table_id: 0x02000001 }")));
        Entity full = server.read(entity(
                        "table_entry { table_id: 0x02000001 counter_data {} meter_config {} time_since_last_hit {} }"))
                .getFirst();
        assertEquals(3, full.getTableEntry().getCounterData().getPacketCount());
        assertEquals(2, full.getTableEntry().getMeterConfig().getPir());
        assertTrue(full.getTableEntry().hasTimeSinceLastHit());
        assertEquals(
                4,
                server.read(entity("direct_counter_entry { table_entry { table_id: 0x02000001 } }"))
                        .getFirst()
                        .getDirectCounterEntry()
                        .getData()
                        .getByteCount());
        assertEquals(
                1, server.read(entity("direct_meter_entry { table_entry {} }")).size());
    }

    @Test
    void modifyWithoutAnActionKeepsTheAction() {
        server.write(Update.Type.INSERT, STATION);
        Entity annotated = Entity.newBuilder()
                .setTableEntry(
                        STATION.getTableEntry().toBuilder().clearAction().setMetadata(ByteString.copyFromUtf8("x")))
                .build();
        server.write(Update.Type.MODIFY, annotated);
        Entity read =
                server.read(entity("table_entry { table_id: 0x02000001 }")).getFirst();
        assertEquals(STATION.getTableEntry().getAction(), read.getTableEntry().getAction());
        assertEquals("x", read.getTableEntry().getMetadata().toStringUtf8());
    }

    @Test
    void defaultActionsAreSetReadAndReset() {
        Entity set = entity("""
                table_entry { table_id: 0x02000002 is_default_action: true
                  action { action { action_id: 0x01000001 params { param_id: 1 value: "\\001" } } } }""");
        Entity query = entity("table_entry { table_id: 0x02000002 is_default_action: true }");
        Entity declared = entity("""
                table_entry { table_id: 0x02000002 is_default_action: true
                  action { action { action_id: 0x01000002 } } }""");
        assertEquals(List.of(declared), server.read(query));
        server.write(Update.Type.MODIFY, set);
        assertEquals(List.of(set), server.read(query));
        server.write(Update.Type.MODIFY, query);
        assertEquals(List.of(declared), server.read(query));
        assertEquals(List.of(), server.read(entity("table_entry { table_id: 0x02000002 }")));
    }

    @Test
    void entriesOfTheProgramAreConstant() {
        assertEquals(List.of(entity("""
                table_entry { table_id: 0x02000005
                  match { field_id: 1 exact { value: "\\001" } }
                  action { action { action_id: 0x01000002 } } is_const: true }""")), server.read(entity("table_entry { table_id: 0x02000005 }")));
    }

    @Test
    void readsAreFilteredByKeyActionPriorityAndMetadata() {
        Entity other = station(2, "\\002");
        Entity marked = Entity.newBuilder()
                .setTableEntry(
                        station(3, "\\003").getTableEntry().toBuilder().setMetadata(ByteString.copyFromUtf8("m")))
                .build();
        server.write(Update.Type.INSERT, STATION, other, marked);
        assertEquals(List.of(other), server.read(other));
        assertEquals(List.of(marked), server.read(entity("table_entry { table_id: 0x02000001 metadata: \"m\" }")));
        assertEquals(
                3,
                server.read(entity("table_entry { table_id: 0x02000001 action { action { action_id: 0x01000003 } } }"))
                        .size());
        assertEquals(
                0,
                server.read(entity("table_entry { table_id: 0x02000001 action { action { action_id: 0x01000004 } } }"))
                        .size());
        assertEquals(0, server.read(station(4, "\\001")).size());
    }

    @Test
    void aBatchGoesOnAfterAnErrorAndEveryUpdateKeepsItsPlace() {
        StatusRuntimeException failure = assertThrows(
                StatusRuntimeException.class,
                () -> server.write(
                        Update.Type.INSERT, STATION, STATION, station(2, "\\004\\000"), station(3, "\\001")));
        assertEquals(Status.Code.UNKNOWN, failure.getStatus().getCode());
        assertEquals(
                List.of(Code.OK_VALUE, Code.ALREADY_EXISTS_VALUE, Code.OUT_OF_RANGE_VALUE, Code.OK_VALUE),
                errors(failure).stream().map(Error::getCanonicalCode).toList());
        assertEquals(
                2, server.read(entity("table_entry { table_id: 0x02000001 }")).size());
    }

    @Test
    void aBatchThatIsAllOrNothingLeavesNothingBehind() {
        server.write(Update.Type.INSERT, STATION);
        for (WriteRequest.Atomicity atomicity :
                List.of(WriteRequest.Atomicity.ROLLBACK_ON_ERROR, WriteRequest.Atomicity.DATAPLANE_ATOMIC)) {
            WriteRequest.Builder batch = TestServer.request(Update.Type.INSERT, station(2, "\\001"))
                    .addUpdates(Update.newBuilder().setType(Update.Type.DELETE).setEntity(STATION))
                    .addUpdates(Update.newBuilder()
                            .setType(Update.Type.MODIFY)
                            .setEntity(entity("counter_entry { counter_id: 0x12000001 data { packet_count: 5 } }")))
                    .addUpdates(Update.newBuilder().setType(Update.Type.INSERT).setEntity(station(2, "\\001")))
                    .addUpdates(Update.newBuilder().setType(Update.Type.INSERT).setEntity(station(3, "\\001")))
                    .setAtomicity(atomicity);
            StatusRuntimeException failure =
                    assertThrows(StatusRuntimeException.class, () -> server.stub.write(batch.build()));
            assertEquals(
                    List.of(
                            Code.ABORTED_VALUE,
                            Code.ABORTED_VALUE,
                            Code.ABORTED_VALUE,
                            Code.ALREADY_EXISTS_VALUE,
                            Code.ABORTED_VALUE),
                    errors(failure).stream().map(Error::getCanonicalCode).toList());
            assertEquals(List.of(STATION), server.read(entity("table_entry { table_id: 0x02000001 }")));
            assertEquals(
                    0,
                    server.read(entity("counter_entry { counter_id: 0x12000001 index { index: 0 } }"))
                            .getFirst()
                            .getCounterEntry()
                            .getData()
                            .getPacketCount());
        }
    }

    @Test
    void aLargeBatchOfErrorsStillFitsIntoTheTrailersOfACall() {
        Entity wrong = entity("table_entry { table_id: 0x02000001 match { field_id: 9 exact { value: \"\\001\" } } }");
        Entity[] batch = new Entity[40];
        Arrays.fill(batch, wrong);
        StatusRuntimeException failure =
                assertThrows(StatusRuntimeException.class, () -> server.write(Update.Type.INSERT, batch));
        List<Error> errors = errors(failure);
        assertEquals(40, errors.size());
        assertTrue(errors.stream().allMatch(error -> error.getCanonicalCode() == Code.INVALID_ARGUMENT_VALUE));
        assertTrue(Objects.requireNonNull(StatusProto.fromThrowable(failure)).getSerializedSize() < 6000);
    }

    @Test
    void aReadAnswersWhatItCanAndTellsTheRest() {
        server.write(Update.Type.INSERT, STATION);
        List<Entity> found = new ArrayList<>();
        var responses = server.stub.read(ReadRequest.newBuilder()
                .setDeviceId(TestServer.DEVICE)
                .addEntities(entity("table_entry { table_id: 0x02000001 }"))
                .addEntities(entity("table_entry { table_id: 0x02000099 }"))
                .build());
        StatusRuntimeException failure = assertThrows(
                StatusRuntimeException.class,
                () -> responses.forEachRemaining(response -> found.addAll(response.getEntitiesList())));
        assertEquals(List.of(STATION), found);
        assertEquals(
                List.of(Code.OK_VALUE, Code.NOT_FOUND_VALUE),
                errors(failure).stream().map(Error::getCanonicalCode).toList());
    }

    static List<Error> errors(StatusRuntimeException failure) {
        return Objects.requireNonNull(StatusProto.fromThrowable(failure)).getDetailsList().stream()
                .map(detail -> {
                    try {
                        return detail.unpack(Error.class);
                    } catch (InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }
}

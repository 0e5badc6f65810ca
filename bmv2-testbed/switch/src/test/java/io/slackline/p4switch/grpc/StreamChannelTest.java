package io.slackline.p4switch.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import com.google.rpc.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p4.v1.DigestList;
import p4.v1.IdleTimeoutNotification;
import p4.v1.P4Data;
import p4.v1.SetForwardingPipelineConfigRequest.Action;
import p4.v1.StreamMessageRequest;
import p4.v1.StreamMessageResponse;
import p4.v1.Uint128;
import p4.v1.Update;

class StreamChannelTest {

    private final TestServer server = new TestServer();
    private final TestStream primary = server.open();

    StreamChannelTest() {
        primary.bid(1);
        assertEquals(Code.OK_VALUE, primary.next().getArbitration().getStatus().getCode());
        server.stub.setForwardingPipelineConfig(
                server.pipeline(Action.VERIFY_AND_COMMIT).build());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static StreamMessageRequest request(String text) {
        try {
            return TextFormat.parse(text, StreamMessageRequest.class);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static StreamMessageRequest packetOut(byte[] payload, String metadata) {
        StreamMessageRequest.Builder request = request("packet {" + metadata + "}").toBuilder();
        request.getPacketBuilder().setPayload(ByteString.copyFrom(payload));
        return request.build();
    }

    /** Returns when all that the primary has sent before is dealt with. */
    private void settle() {
        primary.send(request("other { type_url: \"nothing\" }"));
        assertTrue(primary.next().getError().hasOther());
    }

    /** A frame that the program sends to the controller. */
    private static byte[] frame(String payload) {
        byte[] frame = new byte[14 + payload.length()];
        frame[12] = 0x12;
        System.arraycopy(payload.getBytes(StandardCharsets.US_ASCII), 0, frame, 14, payload.length());
        return frame;
    }

    /** A frame that no entry of the table of stations matches, from an address that ends in this byte. */
    static byte[] unknownStation(int source) {
        byte[] frame = new byte[14 + 13];
        frame[11] = (byte) source;
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xb5;
        return frame;
    }

    @Test
    void packetsGoToThePrimaryWithTheirMetadata() {
        TestStream backup = server.open();
        backup.bid(0);
        backup.next();
        server.hardware.receive(2, frame("hi"));
        StreamMessageResponse message = primary.next();
        assertEquals(ByteString.copyFrom(frame("hi")), message.getPacket().getPayload());
        assertEquals(1, message.getPacket().getMetadata(0).getMetadataId());
        assertEquals(
                ByteString.copyFrom(new byte[] {2}),
                message.getPacket().getMetadata(0).getValue());

        primary.hangUp();
        assertEquals(
                Code.NOT_FOUND_VALUE, backup.next().getArbitration().getStatus().getCode());
        backup.bid(1);
        assertEquals(Code.OK_VALUE, backup.next().getArbitration().getStatus().getCode());
        server.hardware.receive(2, frame("yo"));
        assertEquals(ByteString.copyFrom(frame("yo")), backup.next().getPacket().getPayload());
    }

    @Test
    void packetsOutLeaveByThePortTheyName() {
        primary.send(packetOut(frame("hello"), "metadata { metadata_id: 1 value: \"\\001\" }"));
        settle();
        assertArrayEquals(frame("hello"), server.hardware.ports[1].poll());
    }

    @Test
    void wrongPacketsOutAreReportedWithThePacket() {
        StreamMessageRequest wrong = packetOut(frame("x"), "metadata { metadata_id: 9 value: \"\\001\" }");
        primary.send(wrong);
        StreamMessageResponse answer = primary.next();
        assertEquals(Code.INVALID_ARGUMENT_VALUE, answer.getError().getCanonicalCode());
        assertEquals(wrong.getPacket(), answer.getError().getPacketOut().getPacketOut());
        primary.send(packetOut(frame("x"), ""));
        assertTrue(primary.next().getError().getMessage().contains("egress_port (9 bits) is missing"));
    }

    @Test
    void aBackupSendsNoPackets() {
        TestStream backup = server.open();
        backup.send(packetOut(frame("x"), "metadata { metadata_id: 1 value: \"\\001\" }"));
        StreamMessageResponse answer = backup.next();
        assertEquals(Code.PERMISSION_DENIED_VALUE, answer.getError().getCanonicalCode());
        backup.send(request("digest_ack { digest_id: 401047327 list_id: 1 }"));
        assertEquals(Code.PERMISSION_DENIED_VALUE, backup.next().getError().getCanonicalCode());
        assertNull(server.hardware.ports[1].poll());
    }

    @Test
    void digestsComeAsStructsAndAreWithheldUntilTheyAreAcknowledged() {
        server.write(
                Update.Type.INSERT,
                TestServer.entity(
                        "digest_entry { digest_id: 401047327 config { max_list_size: 1 ack_timeout_ns: 1000 } }"));
        server.hardware.receive(2, unknownStation(7));
        DigestList list = primary.next().getDigest();
        assertEquals(401047327, list.getDigestId());
        assertEquals(server.hardware.nanos.get(), list.getTimestamp());
        assertEquals(
                List.of(ByteString.copyFrom(new byte[] {7}), ByteString.copyFrom(new byte[] {2})),
                list.getData(0).getStruct().getMembersList().stream()
                        .map(P4Data::getBitstring)
                        .toList());

        server.hardware.receive(2, unknownStation(7));
        server.hardware.receive(2, unknownStation(8));
        DigestList other = primary.next().getDigest();
        assertEquals(
                ByteString.copyFrom(new byte[] {8}),
                other.getData(0).getStruct().getMembers(0).getBitstring());

        primary.send(request("digest_ack { digest_id: 401047327 list_id: " + list.getListId() + " }"));
        settle();
        server.hardware.receive(2, unknownStation(7));
        assertEquals(list.getDataList(), primary.next().getDigest().getDataList());
    }

    @Test
    void expiredEntriesAreToldByTheirKeys() {
        server.write(Update.Type.INSERT, TestServer.entity("""
                table_entry {
                  table_id: 0x02000001
                  match { field_id: 1 exact { value: "\\012" } }
                  match { field_id: 2 exact { value: "\\002" } }
                  action { action { action_id: 0x01000003 params { param_id: 1 value: "\\001" } } }
                  idle_timeout_ns: 5000 metadata: "mine"
                }"""));
        server.hardware.nanos.addAndGet(6000);
        server.hardware.device.tick();
        IdleTimeoutNotification told = primary.next().getIdleTimeoutNotification();
        assertTrue(told.getTimestamp() > 0);
        assertEquals(0x02000001, told.getTableEntry(0).getTableId());
        assertEquals(5000, told.getTableEntry(0).getIdleTimeoutNs());
        assertEquals(2, told.getTableEntry(0).getMatchCount());
        assertEquals("mine", told.getTableEntry(0).getMetadata().toStringUtf8());
    }

    @Test
    void aControllerThatDoesNotReadHarmsNobody() {
        TestStream stalled = new TestStream(server.channel, false);
        stalled.bid(2);
        assertEquals(
                Code.ALREADY_EXISTS_VALUE,
                primary.next().getArbitration().getStatus().getCode());
        for (int i = 0; i < 10 * StreamSession.OUTBOX_CAPACITY; i++) {
            server.hardware.receive(2, frame("many"));
        }
        primary.bid(3);
        assertEquals(Code.OK_VALUE, primary.next().getArbitration().getStatus().getCode());
        server.hardware.receive(2, frame("hi"));
        assertEquals(
                ByteString.copyFrom(frame("hi")), primary.next().getPacket().getPayload());
        server.stub.write(TestServer.request(
                        Update.Type.MODIFY,
                        TestServer.entity("counter_entry { counter_id: 0x12000001 data { packet_count: 1 } }"))
                .setElectionId(Uint128.newBuilder().setLow(3))
                .build());
    }

    @Test
    void aWrongBidEndsTheStream() {
        TestStream other = server.open();
        other.send(TestStream.arbitration(99, 1));
        assertEquals(Status.Code.NOT_FOUND, other.end().getCode());
        TestStream twin = server.open();
        twin.bid(1);
        assertEquals(Status.Code.INVALID_ARGUMENT, twin.end().getCode());
        primary.send(TestStream.arbitration(99, 1));
        assertEquals(Status.Code.FAILED_PRECONDITION, primary.end().getCode());
    }

    @Test
    void onlyThePrimaryWrites() {
        var batch =
                TestServer.request(Update.Type.MODIFY, TestServer.entity("counter_entry { counter_id: 0x12000001 }"));
        server.stub.write(batch.build());
        for (var wrong : List.of(
                batch.clone().setElectionId(Uint128.newBuilder().setLow(2)),
                batch.clone().clearElectionId())) {
            StatusRuntimeException refusal =
                    assertThrows(StatusRuntimeException.class, () -> server.stub.write(wrong.build()));
            assertEquals(Status.Code.PERMISSION_DENIED, refusal.getStatus().getCode());
        }
        primary.hangUp();
        primary.end();
        StatusRuntimeException refusal =
                assertThrows(StatusRuntimeException.class, () -> server.stub.write(batch.build()));
        assertEquals(Status.Code.PERMISSION_DENIED, refusal.getStatus().getCode());
    }
}

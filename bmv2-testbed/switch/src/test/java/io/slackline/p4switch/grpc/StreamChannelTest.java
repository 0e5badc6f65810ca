package io.slackline.p4switch.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import com.google.rpc.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.slackline.p4switch.target.ActionCall;
import io.slackline.p4switch.target.DigestList;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TableKey;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

    private void packetIn(int... bytes) {
        byte[] packet = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            packet[i] = (byte) bytes[i];
        }
        Objects.requireNonNull(server.target.listener).packetIn(packet);
    }

    @Test
    void packetsGoToThePrimaryWithTheirMetadata() {
        TestStream backup = server.open();
        backup.bid(0);
        backup.next();
        // Port 3 in nine bits, then seven bits of padding.
        packetIn(0x01, 0x80, 'h', 'i');
        StreamMessageResponse message = primary.next();
        assertEquals("hi", message.getPacket().getPayload().toStringUtf8());
        assertEquals(1, message.getPacket().getMetadata(0).getMetadataId());
        assertEquals(
                ByteString.copyFrom(new byte[] {3}),
                message.getPacket().getMetadata(0).getValue());

        primary.hangUp();
        assertEquals(
                Code.NOT_FOUND_VALUE, backup.next().getArbitration().getStatus().getCode());
        backup.bid(1);
        assertEquals(Code.OK_VALUE, backup.next().getArbitration().getStatus().getCode());
        packetIn(0x01, 0x80, 'y', 'o');
        assertEquals("yo", backup.next().getPacket().getPayload().toStringUtf8());
    }

    @Test
    void packetsOutReachTheTargetBehindTheirHeader() throws InterruptedException {
        primary.send(request("packet { payload: \"hello\" metadata { metadata_id: 1 value: \"\\005\" } }"));
        assertArrayEquals(new byte[] {2, (byte) 0x80, 'h', 'e', 'l', 'l', 'o'}, server.target.packetsOut.take());
    }

    @Test
    void wrongPacketsOutAreReportedWithThePacket() {
        StreamMessageRequest wrong = request("packet { payload: \"x\" metadata { metadata_id: 9 value: \"\\005\" } }");
        primary.send(wrong);
        StreamMessageResponse answer = primary.next();
        assertEquals(Code.INVALID_ARGUMENT_VALUE, answer.getError().getCanonicalCode());
        assertEquals(wrong.getPacket(), answer.getError().getPacketOut().getPacketOut());
        primary.send(request("packet { payload: \"x\" }"));
        assertTrue(primary.next().getError().getMessage().contains("egress_port (9 bits) is missing"));
        assertTrue(server.target.packetsOut.isEmpty());
    }

    @Test
    void aBackupSendsNoPackets() {
        TestStream backup = server.open();
        backup.send(request("packet { payload: \"x\" }"));
        StreamMessageResponse answer = backup.next();
        assertEquals(Code.PERMISSION_DENIED_VALUE, answer.getError().getCanonicalCode());
        backup.send(request("digest_ack { digest_id: 0x17000001 list_id: 1 }"));
        assertEquals(Code.PERMISSION_DENIED_VALUE, backup.next().getError().getCanonicalCode());
    }

    @Test
    void digestsComeAsStructsAndAreAcknowledged() {
        Objects.requireNonNull(server.target.listener)
                .digest(new DigestList(
                        "learn", 11, List.of(List.of(BigInteger.valueOf(0x0253), BigInteger.valueOf(300))), 99));
        p4.v1.DigestList list = primary.next().getDigest();
        assertEquals(0x17000001, list.getDigestId());
        assertEquals(11, list.getListId());
        assertEquals(99, list.getTimestamp());
        assertEquals(
                List.of(ByteString.copyFrom(new byte[] {2, 0x53}), ByteString.copyFrom(new byte[] {1, 44})),
                list.getData(0).getStruct().getMembersList().stream()
                        .map(member -> member.getBitstring())
                        .toList());
        primary.send(request("digest_ack { digest_id: 0x17000001 list_id: 11 }"));
        primary.send(request("digest_ack { digest_id: 5 list_id: 12 }"));
        assertEquals(Code.INVALID_ARGUMENT_VALUE, primary.next().getError().getCanonicalCode());
        assertEquals(List.of("learn 11"), server.target.acknowledged);
    }

    @Test
    void expiredEntriesAreToldByTheirKeys() {
        TableEntry entry = new TableEntry(
                new TableKey(List.of(new MatchValue.Exact(BigInteger.TEN), new MatchValue.Exact(BigInteger.TWO)), 0),
                new TableAction.Direct(new ActionCall("discard", List.of())),
                Optional.empty(),
                Optional.empty(),
                5000,
                6000,
                ByteBuffer.allocate(0));
        Objects.requireNonNull(server.target.listener).idleTimeout("stations", List.of(entry));
        var told = primary.next().getIdleTimeoutNotification();
        assertTrue(told.getTimestamp() > 0);
        assertEquals(0x02000001, told.getTableEntry(0).getTableId());
        assertEquals(5000, told.getTableEntry(0).getIdleTimeoutNs());
        assertEquals(2, told.getTableEntry(0).getMatchCount());
    }

    @Test
    void aControllerThatDoesNotReadHarmsNobody() {
        TestStream stalled = new TestStream(server.channel, false);
        stalled.bid(2);
        assertEquals(
                Code.ALREADY_EXISTS_VALUE,
                primary.next().getArbitration().getStatus().getCode());
        for (int i = 0; i < 10 * StreamSession.OUTBOX_CAPACITY; i++) {
            packetIn(0, 0x80, 1, 2, 3, 4);
        }
        primary.bid(3);
        assertEquals(Code.OK_VALUE, primary.next().getArbitration().getStatus().getCode());
        packetIn(0x01, 0x80, 'h', 'i');
        assertEquals("hi", primary.next().getPacket().getPayload().toStringUtf8());
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

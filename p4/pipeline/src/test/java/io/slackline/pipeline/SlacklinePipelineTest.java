package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.slackline.pipeline.PipelineEntry.ArmedHandover;
import io.slackline.pipeline.PipelineEntry.Blackhole;
import io.slackline.pipeline.PipelineEntry.Candidate;
import io.slackline.pipeline.PipelineEntry.Choice;
import io.slackline.pipeline.PipelineEntry.KnownSource;
import io.slackline.pipeline.PipelineEntry.LocalAddress;
import io.slackline.pipeline.PipelineEntry.Node;
import io.slackline.pipeline.PipelineEntry.RemoteNode;
import io.slackline.pipeline.PipelineEntry.ReportSource;
import io.slackline.pipeline.PipelineEntry.Route;
import io.slackline.pipeline.PipelineEntry.Router;
import io.slackline.pipeline.PipelineEntry.Service;
import io.slackline.pipeline.PipelineEntry.Station;
import io.slackline.pipeline.PipelineEntry.Steered;
import io.slackline.pipeline.PipelineEntry.TunnelEnd;
import io.slackline.pipeline.SlackRules.Board;
import io.slackline.pipeline.Steering.ByShare;
import io.slackline.pipeline.Steering.BySlack;
import io.slackline.pipeline.Steering.Pinned;
import io.slackline.pipeline.inband.InbandPacket;
import io.slackline.pipeline.inband.Probe;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import p4.v1.Action;
import p4.v1.CounterData;
import p4.v1.DigestList;
import p4.v1.DirectCounterEntry;
import p4.v1.FieldMatch;
import p4.v1.P4Data;
import p4.v1.P4StructLike;
import p4.v1.PacketIn;
import p4.v1.PacketMetadata;
import p4.v1.TableEntry;

class SlacklinePipelineTest {

    private static final ServiceKey HTTP = new ServiceKey(Ipv4.parse("10.99.1.1"), ServiceKey.TCP, 8080);
    private static final MacAddress MAC = MacAddress.parse("02:53:4c:00:00:01");

    private final SlacklinePipeline pipeline = SlacklinePipeline.bmv2();

    @Test
    void everyKindOfEntryComesBackAsItWent() {
        List<PipelineEntry> entries = List.of(
                new Service(HTTP, new Pinned(1023, 4096, 65535, Affinity.perFlow(16))),
                new Service(HTTP, new BySlack(0, 65535, 0, Affinity.none(), 30)),
                new Service(
                        HTTP, new BySlack(31, 1, 2, Affinity.none(), 30, new SlackRules(100, 65535, 7, 64, Board.OFF))),
                new Service(
                        HTTP,
                        new BySlack(1023, 1, 2, Affinity.none(), 30, new SlackRules(65535, 0, 65535, 0, Board.ON))),
                new Service(
                        HTTP,
                        new BySlack(
                                0,
                                1,
                                2,
                                Affinity.none(),
                                30,
                                SlackRules.standard().withWarmMargin(32768))),
                new Service(
                        HTTP,
                        new BySlack(
                                5,
                                1,
                                2,
                                Affinity.none(),
                                30,
                                SlackRules.standard().withWarmMargin(1))),
                new Service(HTTP, new ByShare(7, 0, 9, Affinity.perFlow(65535))),
                new Candidate(Choice.FIRST, 256, 63, 1),
                new Candidate(Choice.SECOND, 256, 0, 4096),
                new Candidate(Choice.OFFLOAD, 7, 1, 9),
                new Node(3, 510, MAC),
                new RemoteNode(
                        4096,
                        2,
                        MAC,
                        MacAddress.parse("02:00:00:00:00:02"),
                        MacAddress.parse("02:00:00:00:00:03"),
                        Ipv4.parse("192.0.2.1"),
                        Ipv4.parse("203.0.113.9"),
                        0xFFFFFF),
                new TunnelEnd(Ipv4.parse("203.0.113.9"), 0),
                new ArmedHandover(1023, 65535, 2, 0xFFFFFFFE, 4),
                new Route(Ipv4.parse("198.51.100.0"), 24, 3, MAC, MAC),
                new Route(Ipv4.parse("255.255.255.255"), 32, 3, MAC, MAC),
                new Route(0, 0, 1, MAC, MAC),
                new Router(MAC),
                new ReportSource(0, 3, 0xFFFFFFFF),
                new Steered(5, 6),
                new LocalAddress(Ipv4.parse("255.0.0.1"), MAC),
                new Station(MacAddress.parse("ff:ff:ff:ff:ff:ff"), 4),
                new Blackhole(MAC),
                new KnownSource(MAC, 300));
        for (PipelineEntry entry : entries) {
            TableEntry encoded = pipeline.encode(entry);
            assertEquals(entry, pipeline.decode(encoded));
            assertEquals(entry, pipeline.decode(padded(encoded)), "byte strings with leading zeros");
            assertEquals(entry.table(), pipeline.table(encoded).orElseThrow());
        }
        assertEquals(
                Set.of(Table.values()),
                entries.stream().map(PipelineEntry::table).collect(Collectors.toSet()));
    }

    @Test
    void byteStringsAreCanonical() {
        TableEntry entry = pipeline.encode(new Candidate(Choice.FIRST, 256, 0, 1));
        assertEquals(hex(1, 0), entry.getMatch(0).getExact().getValue());
        assertEquals(hex(0), entry.getMatch(1).getExact().getValue());
        assertEquals(hex(1), entry.getAction().getAction().getParams(0).getValue());
        assertEquals(
                hex(0xFF, 0xFF, 0xFF, 0xFE),
                pipeline.reportSource(1, 1, -2).getMatch(2).getExact().getValue());
    }

    @Test
    void entriesForTheSamePlaceHaveEqualKeys() {
        Service before = new Service(HTTP, new Pinned(0, 1, 1, Affinity.none()));
        Service after = new Service(HTTP, new BySlack(0, 64, 2, Affinity.none(), 30));
        assertEquals(before.key(), after.key());
        assertNotEquals(before, after);
        assertEquals(new Node(1, 2, MAC).key(), new Node(1, 3, MAC).key());
        assertNotEquals(new Node(1, 2, MAC).key(), new LocalAddress(1, MAC).key());
        assertNotEquals(new Candidate(Choice.FIRST, 0, 0, 1).key(), new Candidate(Choice.SECOND, 0, 0, 1).key());
    }

    @Test
    void aGroupHasItsTwoChoicesInEverySlot() {
        int[] first = new int[64];
        int[] second = new int[64];
        Arrays.setAll(first, slot -> 1 + slot % 2);
        Arrays.setAll(second, slot -> 2 - slot % 2);
        List<TableEntry> entries = pipeline.candidates(5, first, second);
        assertEquals(128, entries.size());
        assertEquals(new Candidate(Choice.FIRST, 5, 63, 2), pipeline.decode(entries.get(126)));
        assertEquals(new Candidate(Choice.SECOND, 5, 63, 1), pipeline.decode(entries.get(127)));
        refused(
                "first choices of candidate group 5 63: expected 64..64",
                () -> pipeline.candidates(5, new int[63], second));
    }

    @Test
    void describesEntriesByNamesAndHidesTokens() {
        assertEquals(
                "service{dst_ip=10.99.1.1, protocol=6, dst_port=8080} -> "
                        + "steer_pinned(slot=1, node=2, epoch=3, affinity=1, idle_ticks=100)",
                pipeline.describe(pipeline.pinned(HTTP, 1, 2, 3, Affinity.perFlow(100))));
        assertEquals(
                "report_source{ingress_port=1, node_index=2, token=(secret)} -> report_accept()",
                pipeline.describe(pipeline.reportSource(1, 2, 3)));
        assertEquals(
                "node{node_index=2} -> deliver_local(port=3, mac=02:53:4c:00:00:01)",
                pipeline.describe(pipeline.deliverLocal(2, 3, MAC)));
        assertEquals(
                "ipv4_route{dst_ip=198.51.100.0/24} -> "
                        + "route(port=3, mac=02:53:4c:00:00:01, source_mac=02:53:4c:00:00:01)",
                pipeline.describe(pipeline.encode(new Route(Ipv4.parse("198.51.100.0"), 24, 3, MAC, MAC))));
        assertFalse(new ReportSource(1, 2, 77).toString().contains("77"));
        assertFalse(new ArmedHandover(1, 2, 3, 77, 4).toString().contains("77"));
    }

    @Test
    void theTableOfNodesSaysHowManyThereCanBe() {
        assertEquals(4096, pipeline.lastNode());
    }

    @Test
    void refusesWhatTheSwitchCannotHold() {
        refused("node index 0: expected 1..4096", () -> pipeline.deliverLocal(0, 1, MAC));
        refused("switch port 511: expected 0..510", () -> pipeline.deliverLocal(1, 511, MAC));
        refused("function slot 1024: expected 0..1023", () -> pipeline.steered(1024, 1));
        refused("stale ticks 0: expected 1..65535", () -> pipeline.bySlack(HTTP, 0, 0, 0, Affinity.none(), 0));
        refused("offload group 0: expected 1..65535", () -> pipeline.offloadCandidates(0, new int[64]));
        refused(
                "min slack in milli-cores 65536: expected 0..65535",
                () -> SlackRules.standard().withMinSlack(65536, 0));
        refused(
                "warm margin in milli-cores 48: expected 0 or a power of two",
                () -> SlackRules.standard().withWarmMargin(48));
        refused(
                "function slot with warm preference 32: expected 0..31",
                () -> new BySlack(
                        32, 1, 1, Affinity.none(), 30, SlackRules.standard().withWarmMargin(64)));
        refused("VNI 16777216: expected 0..16777215", () -> new TunnelEnd(1, 1 << 24));
        refused(
                "route 10.0.0.1/24: has bits beyond its length",
                () -> new Route(Ipv4.parse("10.0.0.1"), 24, 1, MAC, MAC));
        refused("prefix length 33: expected 0..32", () -> new Route(0, 33, 1, MAC, MAC));
        refused("idle ticks 15: expected 16..65535", () -> Affinity.perFlow(15));
        refused("service protocol 1: expected 6 (TCP) or 17 (UDP)", () -> new ServiceKey(0, 1, 1));
        refused(
                "service port 9560 over UDP: reserved for in-band packets, choose another port",
                () -> new ServiceKey(0, ServiceKey.UDP, 9560));
        refused(
                "MAC address \"02:53\": expected six octets in hexadecimal, such as 02:53:4c:00:00:01",
                () -> MacAddress.parse("02:53"));
        refused(
                "IPv4 address \"10.99.1\": expected four numbers 0..255 with dots, such as 10.99.0.1",
                () -> Ipv4.parse("10.99.1"));
    }

    @Test
    void refusesEntriesOfOtherPipelines() {
        TableEntry foreign = TableEntry.newBuilder().setTableId(1).build();
        assertTrue(assertThrows(IllegalArgumentException.class, () -> pipeline.decode(foreign))
                .getMessage()
                .startsWith("table id 1: not in this pipeline; it has ["));
        TableEntry keyless = pipeline.steered(1, 1).toBuilder().clearMatch().build();
        refused("entry of steered: lacks function_slot, has []", () -> pipeline.decode(keyless));
    }

    @Test
    void understandsDirectCounters() {
        TableEntry entry = pipeline.steered(3, 4);
        DirectCounterEntry counter = DirectCounterEntry.newBuilder()
                .setTableEntry(entry)
                .setData(CounterData.newBuilder().setPacketCount(5).setByteCount(600))
                .build();
        assertEquals(
                new Counted<>(new Steered(3, 4), 5, 600),
                pipeline.counted(counter).orElseThrow());
        assertEquals(
                pipeline.tableId("steered"),
                pipeline.allCounters(Table.STEERED).getTableEntry().getTableId());
        refused("table l2 does not count; service, node, steered, tunnel_end do", () -> pipeline.allCounters(Table.L2));
    }

    @Test
    void causesAreReadByIndex() {
        var cell = pipeline.allCauses().getFirst().getCounterEntry().toBuilder();
        cell.getIndexBuilder().setIndex(Cause.NO_NODE.number());
        assertEquals(Cause.NO_NODE, pipeline.cause(cell.build()).orElseThrow());
        cell.getIndexBuilder().setIndex(31);
        assertTrue(pipeline.cause(cell.build()).isEmpty());
    }

    @Test
    void learnsStationsFromDigests() {
        int digest = pipeline.l2LearnDigest().getDigestId();
        P4Data station = P4Data.newBuilder()
                .setStruct(P4StructLike.newBuilder()
                        .addMembers(P4Data.newBuilder().setBitstring(hex(2, 0x53, 0x4c, 0, 0, 1)))
                        .addMembers(P4Data.newBuilder().setBitstring(hex(0, 9))))
                .build();
        assertEquals(
                List.of(new Learned(MAC, 9)),
                pipeline.decodeLearn(DigestList.newBuilder()
                        .setDigestId(digest)
                        .addData(station)
                        .build()));
        refused(
                "digest id 1: expected that of l2_learn",
                () -> pipeline.decodeLearn(
                        DigestList.newBuilder().setDigestId(1).build()));
    }

    @Test
    void understandsPacketsFromTheSwitch() {
        PacketIn.Builder packet = PacketIn.newBuilder().setPayload(hex(1, 2, 3));
        refused("packet-in without metadata ingress_port", () -> pipeline.decodePacketIn(packet.build()));
        packet.addMetadata(metadata("packet_in", "ingress_port", 7));
        packet.addMetadata(metadata("packet_in", "cause", 3));
        assertEquals(new PuntedPacket(7, Cause.REPORT_PUNTED, hex(1, 2, 3)), pipeline.decodePacketIn(packet.build()));
        packet.setMetadata(1, metadata("packet_in", "cause", 200));
        refused("packet-in from port 7 with cause 200: expected 0..29", () -> pipeline.decodePacketIn(packet.build()));
    }

    @Test
    void packetsToTheSwitchNameTheirPort() {
        var packet = pipeline.packetOut(300, hex(9));
        assertEquals(List.of(metadata("packet_out", "egress_port", 300)), packet.getMetadataList());
        assertEquals(hex(9), packet.getPayload());
    }

    @Test
    void aProbeGoesToTheCpuPortAndComesBackAsPacketIn() {
        var question = pipeline.probe(5, 6);
        assertEquals(List.of(metadata("packet_out", "egress_port", 255)), question.getMetadataList());
        Probe probe = Probe.question(5, 6);
        assertEquals(probe, InbandPacket.decode(question.getPayload().asReadOnlyByteBuffer()));
        assertEquals(probe, pipeline.decodeProbe(new PuntedPacket(255, Cause.PROBE_ANSWERED, question.getPayload())));
        refused(
                "packet-in for REPORT_PUNTED: expected an answered probe",
                () -> pipeline.decodeProbe(new PuntedPacket(1, Cause.REPORT_PUNTED, question.getPayload())));
    }

    @Test
    void floodsToThePortsOfTheGroup() {
        var group = pipeline.floodGroup(List.of(1, 2)).getMulticastGroupEntry();
        assertEquals(Limits.FLOOD_GROUP, group.getMulticastGroupId());
        assertEquals(2, group.getReplicasCount());
    }

    @Test
    void punterIsMeteredInPackets() {
        var meter = pipeline.puntMeter(4, new PuntRate(100, 10));
        assertEquals(4, meter.getIndex().getIndex());
        assertEquals(100, meter.getConfig().getCir());
        assertEquals(meter.getConfig().getCir(), meter.getConfig().getPir());
    }

    @Test
    void durationsBecomeTicksRoundedUp() {
        assertEquals(30, Ticks.staleness(Duration.ofMillis(30)));
        assertEquals(1, Ticks.staleness(Duration.ofNanos(1_000)));
        assertEquals(2289, Ticks.affinityIdle(Duration.ofMinutes(5)));
        refused(
                "affinity idle time PT1S: expected PT2.097152S to PT2H23M9.80352S",
                () -> Ticks.affinityIdle(Duration.ofSeconds(1)));
    }

    @Test
    void theCookieTellsPipelinesApart() {
        assertEquals(SlacklinePipeline.bmv2().cookie(), pipeline.cookie());
        assertNotEquals(0, pipeline.cookie());
    }

    private PacketMetadata metadata(String header, String field, int value) {
        int id = new P4InfoIndex(pipeline.p4Info()).headerField(header, field).id();
        return PacketMetadata.newBuilder()
                .setMetadataId(id)
                .setValue(P4InfoIndex.bytes(value))
                .build();
    }

    private static TableEntry padded(TableEntry entry) {
        TableEntry.Builder padded = entry.toBuilder();
        for (FieldMatch.Builder match : padded.getMatchBuilderList()) {
            if (match.hasLpm()) {
                match.getLpmBuilder().setValue(hex(0).concat(match.getLpm().getValue()));
            } else {
                match.getExactBuilder().setValue(hex(0).concat(match.getExact().getValue()));
            }
        }
        for (Action.Param.Builder param :
                padded.getActionBuilder().getActionBuilder().getParamsBuilderList()) {
            param.setValue(hex(0, 0).concat(param.getValue()));
        }
        return padded.build();
    }

    private static ByteString hex(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return ByteString.copyFrom(array);
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}

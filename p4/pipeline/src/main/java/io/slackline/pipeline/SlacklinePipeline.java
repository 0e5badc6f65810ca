package io.slackline.pipeline;

import com.google.protobuf.ByteString;
import io.slackline.pipeline.inband.InbandPacket;
import io.slackline.pipeline.inband.Probe;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import p4.config.v1.P4Info;
import p4.v1.CounterData;
import p4.v1.CounterEntry;
import p4.v1.DigestEntry;
import p4.v1.DigestList;
import p4.v1.DirectCounterEntry;
import p4.v1.Entity;
import p4.v1.Index;
import p4.v1.MeterConfig;
import p4.v1.MeterEntry;
import p4.v1.MulticastGroupEntry;
import p4.v1.P4StructLike;
import p4.v1.PacketIn;
import p4.v1.PacketMetadata;
import p4.v1.PacketOut;
import p4.v1.PacketReplicationEngineEntry;
import p4.v1.Replica;
import p4.v1.TableEntry;

/**
 * The pipeline as a controller sees it: what to push to a switch, how to say an entry, how to understand what comes back.
 * Immutable and safe for any thread. Arguments out of range throw {@link IllegalArgumentException} that names the value and what
 * is valid; so do messages that are not of this pipeline.
 */
public final class SlacklinePipeline {

    private static final String RESOURCES = "/io/slackline/pipeline/bmv2/";
    private static final String PACKET_IN = "packet_in";
    private static final String PACKET_OUT = "packet_out";
    private static final String CAUSE_COUNTER = "cause_counter";
    /** On Tofino, where a packet touches a counter once: the details, by the same numbers. */
    private static final String DETAIL_COUNTER = "detail_counter";

    private static final String PUNT_METER = "punt_meter";
    private static final String L2_LEARN = "l2_learn";

    /** Until the controller acknowledges a digest or this passes, the same content is not sent again. */
    private static final Duration LEARN_ACK_TIMEOUT = Duration.ofSeconds(1);

    private final Target target;
    private final Artifacts artifacts;
    private final P4InfoIndex index;
    private final EntryCodec codec;
    private final Describer describer;

    private SlacklinePipeline(Target target, Artifacts artifacts) {
        this.target = target;
        this.artifacts = artifacts;
        this.index = new P4InfoIndex(artifacts.p4Info());
        this.codec = new EntryCodec(index);
        this.describer = new Describer(index);
    }

    /** The v1model program, for bmv2 and the embedded switch. */
    public static SlacklinePipeline bmv2() {
        return new SlacklinePipeline(
                Target.BMV2, Artifacts.load(RESOURCES + "slackline.json", RESOURCES + "slackline.p4info.txtpb"));
    }

    /**
     * The TNA program, for a server on Tofino 1 or 2.
     *
     * @param compiled the folder into which {@code p4/compile --target tofino} (or {@code tofino2}) wrote
     */
    public static SlacklinePipeline tofino(Target target, Path compiled) {
        TofinoBuild build = TofinoBuild.read(compiled);
        ByteString deviceConfig = switch (target) {
            case STRATUM_TOFINO -> TofinoDeviceConfig.stratum(build);
            case BF_SWITCHD -> TofinoDeviceConfig.bfSwitchd(build);
            case BMV2 -> throw new IllegalArgumentException("target BMV2: expected STRATUM_TOFINO or BF_SWITCHD");
        };
        String name = compiled.resolve(TofinoBuild.P4_INFO).toString();
        return new SlacklinePipeline(target, Artifacts.of(deviceConfig, build.p4Info(), name));
    }

    public Target target() {
        return target;
    }

    public P4Info p4Info() {
        return artifacts.p4Info();
    }

    /** The bytes of {@code p4_device_config}, in the form that the target takes. */
    public ByteString deviceConfig() {
        return artifacts.deviceConfig();
    }

    /** First 64 bits of the SHA-256 over device config and P4Info: differs when the pipeline differs. */
    public long cookie() {
        return artifacts.cookie();
    }

    /** The highest node index that there is room for, as many as entries of its table {@code node}. */
    public int lastNode() {
        return Math.toIntExact(index.table(Table.NODE.p4Name()).size());
    }

    // ---- entries

    public TableEntry encode(PipelineEntry entry) {
        return codec.encode(entry);
    }

    /** Reads an entry back, however the switch pads its byte strings; counters and other additions are ignored. */
    public PipelineEntry decode(TableEntry entry) {
        return codec.decode(entry);
    }

    public String describe(TableEntry entry) {
        return describer.describe(entry);
    }

    public TableEntry pinned(ServiceKey service, int slot, int node, int epoch, Affinity affinity) {
        return encode(new PipelineEntry.Service(service, new Steering.Pinned(slot, node, epoch, affinity)));
    }

    public TableEntry bySlack(ServiceKey service, int slot, int group, int epoch, Affinity affinity, int staleTicks) {
        return encode(
                new PipelineEntry.Service(service, new Steering.BySlack(slot, group, epoch, affinity, staleTicks)));
    }

    public TableEntry bySlack(
            ServiceKey service, int slot, int group, int epoch, Affinity affinity, int staleTicks, SlackRules rules) {
        return encode(new PipelineEntry.Service(
                service, new Steering.BySlack(slot, group, epoch, affinity, staleTicks, rules)));
    }

    public TableEntry byShare(ServiceKey service, int slot, int group, int epoch, Affinity affinity) {
        return encode(new PipelineEntry.Service(service, new Steering.ByShare(slot, group, epoch, affinity)));
    }

    /** The 128 entries of a candidate group from 64 first and 64 second choices (node indexes). */
    public List<TableEntry> candidates(int group, int[] first, int[] second) {
        Checks.range("first choices of candidate group " + group, first.length, 64, 64);
        Checks.range("second choices of candidate group " + group, second.length, 64, 64);
        List<TableEntry> entries = new ArrayList<>(2 * Limits.GROUP_SLOTS);
        for (int slot = 0; slot < Limits.GROUP_SLOTS; slot++) {
            entries.add(encode(new PipelineEntry.Candidate(PipelineEntry.Choice.FIRST, group, slot, first[slot])));
            entries.add(encode(new PipelineEntry.Candidate(PipelineEntry.Choice.SECOND, group, slot, second[slot])));
        }
        return entries;
    }

    /** The 64 entries of an offload group, 1..65535, from node indexes. */
    public List<TableEntry> offloadCandidates(int group, int[] nodes) {
        Checks.range("offload group", group, 1, 0xFFFF);
        Checks.range("choices of offload group " + group, nodes.length, 64, 64);
        List<TableEntry> entries = new ArrayList<>(Limits.GROUP_SLOTS);
        for (int slot = 0; slot < Limits.GROUP_SLOTS; slot++) {
            entries.add(encode(new PipelineEntry.Candidate(PipelineEntry.Choice.OFFLOAD, group, slot, nodes[slot])));
        }
        return entries;
    }

    public TableEntry deliverLocal(int node, int port, MacAddress mac) {
        return encode(new PipelineEntry.Node(node, port, mac));
    }

    public TableEntry reportSource(int port, int node, int token) {
        return encode(new PipelineEntry.ReportSource(port, node, token));
    }

    public TableEntry steered(int slot, int node) {
        return encode(new PipelineEntry.Steered(slot, node));
    }

    public TableEntry localAddress(int ip, MacAddress mac) {
        return encode(new PipelineEntry.LocalAddress(ip, mac));
    }

    public TableEntry l2(MacAddress mac, int port) {
        return encode(new PipelineEntry.Station(mac, port));
    }

    public TableEntry l2Blackhole(MacAddress mac) {
        return encode(new PipelineEntry.Blackhole(mac));
    }

    public TableEntry l2Source(MacAddress mac, int port) {
        return encode(new PipelineEntry.KnownSource(mac, port));
    }

    // ---- ids, for requests that name a whole table or extern

    public int tableId(Table table) {
        return index.table(table.p4Name()).id();
    }

    public int tableId(String name) {
        return index.table(name).id();
    }

    /** The table of an entry; empty when it is none of this pipeline's. */
    public Optional<Table> table(TableEntry entry) {
        for (Table table : Table.values()) {
            if (tableId(table) == entry.getTableId()) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    /** Asks, in a read, for all entries of a table. */
    public TableEntry allEntries(Table table) {
        return TableEntry.newBuilder().setTableId(tableId(table)).build();
    }

    // ---- counters

    /** Asks, in a read, for all causes; give each answer to {@link #cause} and add up what has the same cause. */
    public List<Entity> allCauses() {
        return causeCounters().stream()
                .map(id -> Entity.newBuilder()
                        .setCounterEntry(CounterEntry.newBuilder().setCounterId(id))
                        .build())
                .toList();
    }

    private List<Integer> causeCounters() {
        int outcomes = index.extern(CAUSE_COUNTER);
        return index.hasExtern(DETAIL_COUNTER) ? List.of(outcomes, index.extern(DETAIL_COUNTER)) : List.of(outcomes);
    }

    /** The cause that a cell of a cause counter counts; empty for unused cells and other counters. */
    public Optional<Cause> cause(CounterEntry entry) {
        if (!causeCounters().contains(entry.getCounterId())) {
            return Optional.empty();
        }
        return Cause.of(entry.getIndex().getIndex());
    }

    /** Asks, in a read, for the direct counters of all entries of a table that counts. */
    public DirectCounterEntry allCounters(Table table) {
        if (table.directCounter().isEmpty()) {
            throw new IllegalArgumentException(
                    "table " + table.p4Name() + " does not count; service, node, steered, tunnel_end do");
        }
        return DirectCounterEntry.newBuilder().setTableEntry(allEntries(table)).build();
    }

    /**
     * Asks, in a read, for the counters of all entries of a table that counts, as the target can be asked; give each answer to {@link
     * #directCounter}. Stratum reads direct counters one by one only, but gives them with the entries of a table.
     */
    public Entity countersOf(Table table) {
        DirectCounterEntry all = allCounters(table);
        return switch (target) {
            case BMV2, BF_SWITCHD ->
                Entity.newBuilder().setDirectCounterEntry(all).build();
            case STRATUM_TOFINO ->
                Entity.newBuilder()
                        .setTableEntry(all.getTableEntry().toBuilder().setCounterData(CounterData.getDefaultInstance()))
                        .build();
        };
    }

    /** An answer to {@link #countersOf} as a direct counter, in whichever way it came. */
    public static DirectCounterEntry directCounter(Entity answer) {
        if (!answer.hasTableEntry()) {
            return answer.getDirectCounterEntry();
        }
        return DirectCounterEntry.newBuilder()
                .setTableEntry(answer.getTableEntry().toBuilder().clearCounterData())
                .setData(answer.getTableEntry().getCounterData())
                .build();
    }

    /** A direct counter with its entry's key; empty when the action was not sent along and so the entry is not whole. */
    public Optional<Counted<PipelineEntry>> counted(DirectCounterEntry counter) {
        if (!counter.getTableEntry().getAction().hasAction()) {
            return Optional.empty();
        }
        return Optional.of(new Counted<>(
                decode(counter.getTableEntry()),
                counter.getData().getPacketCount(),
                counter.getData().getByteCount()));
    }

    // ---- replication, digests, meters

    /** The group that unknown and broadcast destinations go to; the egress pipeline leaves out the port of arrival. */
    public PacketReplicationEngineEntry floodGroup(List<Integer> ports) {
        MulticastGroupEntry.Builder group = MulticastGroupEntry.newBuilder().setMulticastGroupId(Limits.FLOOD_GROUP);
        for (int port : ports) {
            Checks.switchPort(port);
            group.addReplicas(replica(port));
        }
        return PacketReplicationEngineEntry.newBuilder()
                .setMulticastGroupEntry(group)
                .build();
    }

    // The field `port` of P4Runtime 1.4 is unknown to servers of 1.3, of which bmv2's is one.
    @SuppressWarnings("deprecation")
    private static Replica.Builder replica(int port) {
        return Replica.newBuilder().setEgressPort(port).setInstance(1);
    }

    /** Configures learning: each list is sent at once and must be acknowledged. */
    public DigestEntry l2LearnDigest() {
        return DigestEntry.newBuilder()
                .setDigestId(index.extern(L2_LEARN))
                .setConfig(DigestEntry.Config.newBuilder()
                        .setMaxTimeoutNs(0)
                        .setMaxListSize(1)
                        .setAckTimeoutNs(LEARN_ACK_TIMEOUT.toNanos()))
                .build();
    }

    /** What was learned; throws for lists of another digest. */
    public List<Learned> decodeLearn(DigestList list) {
        if (list.getDigestId() != index.extern(L2_LEARN)) {
            throw new IllegalArgumentException("digest id " + list.getDigestId() + ": expected that of " + L2_LEARN);
        }
        List<Learned> learned = new ArrayList<>(list.getDataCount());
        for (p4.v1.P4Data data : list.getDataList()) {
            P4StructLike struct = data.getStruct();
            Checks.range("members of digest " + L2_LEARN, struct.getMembersCount(), 2, 2);
            learned.add(new Learned(
                    new MacAddress(P4InfoIndex.value(struct.getMembers(0).getBitstring())),
                    (int) P4InfoIndex.value(struct.getMembers(1).getBitstring())));
        }
        return learned;
    }

    /** Bounds the reports of unknown reporters that a port may punt. */
    public MeterEntry puntMeter(int port, PuntRate rate) {
        Checks.switchPort(port);
        return MeterEntry.newBuilder()
                .setMeterId(index.extern(PUNT_METER))
                .setIndex(Index.newBuilder().setIndex(port))
                .setConfig(MeterConfig.newBuilder()
                        .setCir(rate.packetsPerSecond())
                        .setCburst(rate.burst())
                        .setPir(rate.packetsPerSecond())
                        .setPburst(rate.burst()))
                .build();
    }

    // ---- packets

    public PuntedPacket decodePacketIn(PacketIn packet) {
        long port = metadata(packet, "ingress_port");
        long number = metadata(packet, "cause");
        Cause cause = Cause.of(number)
                .orElseThrow(() -> new IllegalArgumentException("packet-in from port " + port + " with cause " + number
                        + ": expected 0.." + (Cause.values().length - 1)));
        return new PuntedPacket((int) port, cause, packet.getPayload());
    }

    private long metadata(PacketIn packet, String field) {
        int id = index.headerField(PACKET_IN, field).id();
        OptionalLong found = packet.getMetadataList().stream()
                .filter(metadata -> metadata.getMetadataId() == id)
                .mapToLong(metadata -> P4InfoIndex.value(metadata.getValue()))
                .findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException("packet-in without metadata " + field));
    }

    /** A packet (from the Ethernet header on) to be sent out of a port, which cannot be the CPU port. */
    public PacketOut packetOut(int port, ByteString bytes) {
        Checks.switchPort(port);
        return packetTo(port, bytes);
    }

    /** Asks the switch what it knows of a node and of a function; the answer comes as a packet-in of {@link Cause#PROBE_ANSWERED}. */
    public PacketOut probe(int node, int slot) {
        Checks.node(node);
        Checks.slot(slot);
        Probe question = Probe.question(node, slot);
        ByteBuffer bytes = ByteBuffer.allocate(question.length());
        question.encode(bytes);
        return packetTo(Limits.CPU_PORT, ByteString.copyFrom(bytes.flip()));
    }

    /** The switch's answer to a {@link #probe}. */
    public Probe decodeProbe(PuntedPacket packet) {
        if (packet.cause() != Cause.PROBE_ANSWERED
                || !(InbandPacket.decode(packet.payload().asReadOnlyByteBuffer()) instanceof Probe answer)) {
            throw new IllegalArgumentException("packet-in for " + packet.cause() + ": expected an answered probe");
        }
        return answer;
    }

    private PacketOut packetTo(int port, ByteString bytes) {
        return PacketOut.newBuilder()
                .setPayload(bytes)
                .addMetadata(PacketMetadata.newBuilder()
                        .setMetadataId(
                                index.headerField(PACKET_OUT, "egress_port").id())
                        .setValue(P4InfoIndex.bytes(port)))
                .build();
    }
}

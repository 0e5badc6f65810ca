package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.FieldList;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.StandardMetadata;
import io.slackline.p4switch.state.Replication;
import io.slackline.p4switch.state.SwitchState;
import io.slackline.p4switch.target.TargetException;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program's tree of nodes, with the packet's way through v1model around it: parser, ingress, traffic manager, egress, deparser; clones,
 * multicast copies, resubmission and recirculation. A copy runs to its end before the next begins; what must survive it is kept in
 * a frame, one for each depth, made when that depth is first reached.
 */
public final class Interpreter implements PacketEngine {

    private static final int NORMAL = 0;
    private static final int INGRESS_CLONE = 1;
    private static final int EGRESS_CLONE = 2;
    private static final int RECIRCULATED = 4;
    private static final int REPLICATED = 5;
    private static final int RESUBMITTED = 6;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_SLOTS = 1 << 20;
    private static final int MAX_RESUBMITS = 256;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final ProgramIr ir;
    private final StandardMetadata standard;
    private final Environment env;
    private final PacketProgram program;
    private final Packet p;
    private final long[] blank;
    private final @Nullable Frame[] frames = new Frame[MAX_DEPTH];
    private final long startNanos;

    /** What a packet must find again after its copies have run. */
    private static final class Frame {

        final long[] slots;
        final long[] kept;
        byte[] in = new byte[0];
        int inLength;
        int cursorBits;
        int length;
        int truncateTo;

        Frame(int slotCount, int keptCount) {
            slots = new long[slotCount];
            kept = new long[keptCount];
        }
    }

    /**
     * Builds the engine for a program.
     *
     * @param random gives {@code random()}
     * @param dropPort the port whose number in {@code egress_spec} means drop
     */
    public Interpreter(
            SwitchState state, PacketSink sink, LongSupplier nanoClock, RandomGenerator random, int dropPort) {
        this(state, sink, nanoClock, random, dropPort, program -> program);
    }

    /**
     * Builds an engine that executes the program in another way.
     *
     * @param translator makes that of the tree of nodes
     */
    public Interpreter(
            SwitchState state,
            PacketSink sink,
            LongSupplier nanoClock,
            RandomGenerator random,
            int dropPort,
            Function<Program, PacketProgram> translator) {
        this(state, sink, nanoClock, random, dropPort, translator, null);
    }

    /**
     * Builds an engine that is watched.
     *
     * @param probe sees each node run
     */
    public static Interpreter watched(
            SwitchState state,
            PacketSink sink,
            LongSupplier nanoClock,
            RandomGenerator random,
            int dropPort,
            Function<Program, PacketProgram> translator,
            Probe probe) {
        return new Interpreter(state, sink, nanoClock, random, dropPort, translator, probe);
    }

    private Interpreter(
            SwitchState state,
            PacketSink sink,
            LongSupplier nanoClock,
            RandomGenerator random,
            int dropPort,
            Function<Program, PacketProgram> translator,
            @Nullable Probe probe) {
        ir = state.program();
        standard = ir.standard();
        env = new Environment(state, sink, nanoClock, random, dropPort);
        Program nodes = new Program(ir, env, probe);
        program = translator.apply(nodes);
        if (nodes.slots() < 0 || nodes.slots() > MAX_SLOTS) {
            throw TargetException.invalid(
                    "compiled program: a packet's headers, metadata and expressions take more than " + MAX_SLOTS
                            + " words of 64 bits");
        }
        p = new Packet(nodes.slots(), Math.max(1, nodes.keyWords), nodes.digestLimbs, state.forwarding());
        blank = new long[ir.slots()];
        for (Header header : ir.metadata()) {
            blank[header.validSlot()] = 1;
        }
        startNanos = state.startNanos();
    }

    @Override
    public void process(int ingressPort, byte[] packet, int offset, int length) {
        if (length > MAX_PACKET_BYTES) {
            env.sink().dropped(DropCause.TOO_LONG);
            return;
        }
        begin(ingressPort, packet, offset, length);
        ingress(0);
    }

    /** Parses a packet and leaves it there, for whoever wants to look at its headers. */
    public Packet peek(int ingressPort, byte[] packet, int offset, int length) {
        begin(ingressPort, packet, offset, Math.min(length, MAX_PACKET_BYTES));
        p.resetRequests();
        p.slots[standard.ingressPort()] = ingressPort;
        parse();
        return p;
    }

    private void begin(int ingressPort, byte[] packet, int offset, int length) {
        System.arraycopy(packet, offset, p.in, 0, length);
        p.inLength = length;
        p.ingressPort = ingressPort;
        p.forwarding = env.state().forwarding();
        System.arraycopy(blank, 0, p.slots, 0, blank.length);
        set(standard.packetLength(), length);
        p.truncateTo = NO_LIMIT;
    }

    private void set(int slot, long value) {
        if (slot >= 0) {
            p.slots[slot] = value;
        }
    }

    private long micros() {
        return (env.nanoClock().getAsLong() - startNanos) / 1000 & 0xFFFF_FFFF_FFFFL;
    }

    /** From the parser on; metadata is set, headers are not. */
    private void ingress(int depth) {
        for (int round = 0; ; round++) {
            p.resetRequests();
            p.length = p.inLength;
            p.slots[standard.ingressPort()] = p.ingressPort;
            if (standard.ingressTimestamp() >= 0) {
                set(standard.ingressTimestamp(), micros());
            }
            parse();
            if (p.failed) {
                return;
            }
            program.ingress(p);
            if (p.failed) {
                return;
            }
            if (p.cloneSession != Packet.NO_SESSION) {
                cloneIngress(depth);
            }
            if (p.digestIndex >= 0) {
                digest();
            }
            if (!p.resubmit) {
                break;
            }
            if (round >= MAX_RESUBMITS) {
                env.sink().dropped(DropCause.NESTED_TOO_DEEP);
                return;
            }
            renew(depth, p.resubmitFields, RESUBMITTED, p.slots);
            set(standard.packetLength(), p.inLength);
        }
        forward(depth);
    }

    private void parse() {
        program.parse(p);
        set(standard.parserError(), p.parserError);
        set(standard.checksumError(), program.checksumsHold(p) ? 0 : 1);
    }

    private void digest() {
        program.digest(p.digestIndex, p);
        if (env.state().digest(p.digestIndex, p.digest)) {
            env.sink().digestDue();
        }
    }

    /** The traffic manager. */
    private void forward(int depth) {
        long group = standard.multicastGroup() >= 0 ? p.slots[standard.multicastGroup()] : 0;
        if (group != 0) {
            Replication.Copies copies = p.forwarding.replication().group(group);
            set(standard.instanceType(), REPLICATED);
            if (copies == null || copies.ports().length == 0) {
                env.sink().dropped(DropCause.MULTICAST_GROUP_EMPTY);
            } else {
                replicate(copies, depth);
            }
            return;
        }
        int port = (int) p.slots[standard.egressSpec()];
        if (port == env.dropPort()) {
            env.sink().dropped(DropCause.INGRESS_DROP);
            return;
        }
        set(standard.instanceType(), NORMAL);
        egress(port, depth);
    }

    /** Runs egress for each copy; all but the last find the packet as it is now. */
    private void replicate(Replication.Copies copies, int depth) {
        int last = copies.ports().length - 1;
        Frame frame = last > 0 ? save(depth) : null;
        if (last > 0 && frame == null) {
            return;
        }
        for (int i = 0; i <= last; i++) {
            set(standard.egressRid(), copies.instances()[i]);
            egress(copies.ports()[i], depth + 1);
            if (i < last && frame != null) {
                restore(frame);
            }
        }
    }

    private void egress(int port, int depth) {
        p.resetRequests();
        if (standard.enqueueTimestamp() >= 0 || standard.egressTimestamp() >= 0) {
            long now = micros();
            set(standard.enqueueTimestamp(), now & 0xFFFF_FFFFL);
            set(standard.egressTimestamp(), now);
        }
        p.slots[standard.egressPort()] = port;
        p.slots[standard.egressSpec()] = 0;
        set(standard.packetLength(), p.length);
        program.egress(p);
        if (p.failed) {
            return;
        }
        if (p.cloneSession != Packet.NO_SESSION) {
            cloneEgress(depth);
        }
        if (p.slots[standard.egressSpec()] == env.dropPort()) {
            env.sink().dropped(DropCause.EGRESS_DROP);
            return;
        }
        program.updateChecksums(p);
        int length = program.deparse(p);
        if (length < 0) {
            env.sink().dropped(DropCause.TOO_LONG);
        } else if (p.recirculate) {
            recirculate(length, depth);
        } else {
            env.sink().send(port, p.out, 0, Math.min(length, p.truncateTo));
        }
    }

    private void cloneIngress(int depth) {
        Replication.Copies copies = copies(p.cloneSession);
        Frame frame = copies == null ? null : save(depth);
        if (copies == null || frame == null) {
            return;
        }
        boolean resubmit = p.resubmit;
        int resubmitFields = p.resubmitFields;
        int digestIndex = p.digestIndex;
        renew(depth, p.cloneFields, INGRESS_CLONE, frame.slots);
        p.slots[standard.ingressPort()] = p.ingressPort;
        parse();
        // Parsing may branch on the port, but the clone's egress starts from metadata that only the field list has
        // filled.
        renewMetadata(frame, p.cloneFields, INGRESS_CLONE);
        p.length = p.inLength;
        runClones(copies, depth);
        restore(frame);
        p.resetRequests();
        p.resubmit = resubmit;
        p.resubmitFields = resubmitFields;
        p.digestIndex = digestIndex;
    }

    private void cloneEgress(int depth) {
        Replication.Copies copies = copies(p.cloneSession);
        Frame frame = copies == null ? null : save(depth);
        if (copies == null || frame == null) {
            return;
        }
        boolean recirculate = p.recirculate;
        int recirculateFields = p.recirculateFields;
        renewMetadata(frame, p.cloneFields, EGRESS_CLONE);
        runClones(copies, depth);
        restore(frame);
        p.resetRequests();
        p.recirculate = recirculate;
        p.recirculateFields = recirculateFields;
    }

    private Replication.@Nullable Copies copies(long session) {
        Replication.Copies copies = p.forwarding.replication().session(session);
        if (copies == null || copies.ports().length == 0) {
            env.sink().dropped(DropCause.CLONE_SESSION_EMPTY);
            return null;
        }
        return copies;
    }

    private void runClones(Replication.Copies copies, int depth) {
        p.truncateTo = copies.packetLength() > 0 ? copies.packetLength() : NO_LIMIT;
        if (copies.ports().length == 1) {
            set(standard.egressRid(), copies.instances()[0]);
            egress(copies.ports()[0], depth + 1);
        } else {
            replicate(copies, depth + 1);
        }
    }

    private void recirculate(int length, int depth) {
        Frame frame = save(depth);
        if (frame == null) {
            return;
        }
        if (frame.in.length == 0) {
            frame.in = new byte[MAX_PACKET_BYTES + Packet.SLACK];
        }
        System.arraycopy(p.in, 0, frame.in, 0, p.inLength);
        int kept = Math.min(length, p.truncateTo);
        System.arraycopy(p.out, 0, p.in, 0, kept);
        p.inLength = kept;
        p.truncateTo = NO_LIMIT;
        renew(depth, p.recirculateFields, RECIRCULATED, frame.slots);
        set(standard.packetLength(), kept);
        ingress(depth + 1);
        System.arraycopy(frame.in, 0, p.in, 0, frame.inLength);
        restore(frame);
    }

    private @Nullable Frame save(int depth) {
        if (depth >= MAX_DEPTH) {
            env.sink().dropped(DropCause.NESTED_TOO_DEEP);
            return null;
        }
        Frame frame = frames[depth];
        if (frame == null) {
            frame = new Frame(ir.slots(), ir.slots());
            frames[depth] = frame;
        }
        System.arraycopy(p.slots, 0, frame.slots, 0, frame.slots.length);
        frame.inLength = p.inLength;
        frame.cursorBits = p.cursorBits;
        frame.length = p.length;
        frame.truncateTo = p.truncateTo;
        return frame;
    }

    private void restore(Frame frame) {
        System.arraycopy(frame.slots, 0, p.slots, 0, frame.slots.length);
        p.inLength = frame.inLength;
        p.cursorBits = frame.cursorBits;
        p.length = frame.length;
        p.truncateTo = frame.truncateTo;
    }

    /** Forgets headers and metadata but for the fields of a list. */
    private void renew(int depth, int fieldList, int instanceType, long[] from) {
        List<Field> fields = fields(fieldList);
        long[] kept = kept(depth);
        keep(fields, from, kept);
        System.arraycopy(blank, 0, p.slots, 0, blank.length);
        putBack(fields, kept);
        set(standard.instanceType(), instanceType);
    }

    private long[] kept(int depth) {
        Frame frame = frames[Math.min(depth, MAX_DEPTH - 1)];
        if (frame == null) {
            frame = new Frame(ir.slots(), ir.slots());
            frames[Math.min(depth, MAX_DEPTH - 1)] = frame;
        }
        return frame.kept;
    }

    /** Forgets metadata but for the fields of a list; headers stay. */
    private void renewMetadata(Frame frame, int fieldList, int instanceType) {
        List<Field> fields = fields(fieldList);
        keep(fields, frame.slots, frame.kept);
        List<Header> metadata = ir.metadata();
        for (int i = 0; i < metadata.size(); i++) {
            Header header = metadata.get(i);
            System.arraycopy(blank, header.validSlot(), p.slots, header.validSlot(), header.slots());
        }
        putBack(fields, frame.kept);
        set(standard.instanceType(), instanceType);
    }

    private List<Field> fields(int fieldList) {
        if (fieldList < 0) {
            return List.of();
        }
        FieldList list = ir.fieldLists().get(fieldList);
        return list.fields();
    }

    private static void keep(List<Field> fields, long[] from, long[] kept) {
        int at = 0;
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            System.arraycopy(from, field.slot(), kept, at, field.limbs());
            at += field.limbs();
        }
    }

    private void putBack(List<Field> fields, long[] kept) {
        int at = 0;
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            System.arraycopy(kept, at, p.slots, field.slot(), field.limbs());
            at += field.limbs();
        }
    }
}

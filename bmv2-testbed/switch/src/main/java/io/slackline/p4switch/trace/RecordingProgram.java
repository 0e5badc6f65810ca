package io.slackline.p4switch.trace;

import io.slackline.p4switch.interpreter.LongNode;
import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.interpreter.PacketProgram;
import io.slackline.p4switch.interpreter.Program;
import io.slackline.p4switch.ir.Checksum;
import io.slackline.p4switch.ir.DigestIr;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.StandardMetadata;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.state.Replication;
import io.slackline.p4switch.trace.v1.Emit;
import io.slackline.p4switch.trace.v1.Event;
import io.slackline.p4switch.trace.v1.Operation;
import io.slackline.p4switch.trace.v1.ParserError;
import io.slackline.p4switch.trace.v1.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A program whose parts begin the stages of a trace; what the traffic manager will do with the packet is read off its requests. */
final class RecordingProgram implements PacketProgram {

    /** By v1model's {@code instance_type}. */
    private static final List<String> INSTANCES = List.of(
            "normal", "ingress_clone", "egress_clone", "coalesced", "recirculated", "replicated", "resubmitted");

    private final Program program;
    private final ProgramIr ir;
    private final StandardMetadata standard;
    private final Journal journal;
    private final int dropPort;
    private final List<ChecksumProbe> checksums = new ArrayList<>();

    private record ChecksumProbe(Checksum checksum, LongNode expected, LongNode condition) {

        boolean applies(Packet p) {
            return (checksum.targetValidSlot() < 0 || p.slots[checksum.targetValidSlot()] != 0)
                    && condition.eval(p) != 0;
        }
    }

    RecordingProgram(Program program, Journal journal) {
        this.program = program;
        this.ir = program.ir();
        this.standard = ir.standard();
        this.journal = journal;
        this.dropPort = program.environment().dropPort();
        for (Checksum checksum : ir.checksums()) {
            checksums.add(new ChecksumProbe(
                    checksum,
                    program.calculation(checksum.calculation()),
                    program.value(checksum.condition().orElse(Expr.of(1)))));
        }
    }

    @Override
    public void parse(Packet p) {
        journal.stage(stage(Stage.Kind.PARSER, p));
        program.parse(p);
        journal.close();
        if (p.parserError != ir.errors().noError()) {
            journal.note(Event.newBuilder()
                    .setParserError(
                            ParserError.newBuilder().setCode(p.parserError).setName(errorName(p.parserError))));
        }
    }

    @Override
    public boolean checksumsHold(Packet p) {
        if (journal.recording()) {
            for (ChecksumProbe probe : checksums) {
                if (probe.checksum().verify() && probe.applies(p)) {
                    note(p, probe.checksum(), "verify", probe.expected().eval(p));
                }
            }
        }
        return program.checksumsHold(p);
    }

    @Override
    public void ingress(Packet p) {
        journal.stage(stage(Stage.Kind.INGRESS, p));
        program.ingress(p);
        journal.stage(stage(Stage.Kind.TRAFFIC_MANAGER, p));
        if (!p.failed) {
            requests(p, "clone_ingress");
            if (p.resubmit) {
                operation("resubmit", "the packet as it was received");
            } else {
                destination(p);
            }
        }
    }

    /** Where a packet that ends ingress goes; the clones of it come first. */
    private void destination(Packet p) {
        long group = standard.multicastGroup() >= 0 ? p.slots[standard.multicastGroup()] : 0;
        if (group != 0) {
            operation(
                    "multicast",
                    "group " + group + copies(p.forwarding.replication().group(group)));
        } else if (p.slots[standard.egressSpec()] != dropPort) {
            operation("unicast", "port " + p.slots[standard.egressSpec()]);
        }
    }

    private void requests(Packet p, String clone) {
        if (p.cloneSession >= 0) {
            Replication replication = p.forwarding.replication();
            operation(clone, "session " + p.cloneSession + copies(replication.session(p.cloneSession)));
        }
    }

    @Override
    public void egress(Packet p) {
        journal.stage(egressStage(Stage.Kind.EGRESS, p));
        program.egress(p);
        if (!p.failed) {
            requests(p, "clone_egress");
        }
    }

    @Override
    public void digest(int index, Packet p) {
        program.digest(index, p);
        if (journal.recording()) {
            operation("digest", digestText(ir.digests().get(index), p));
        }
    }

    private static String digestText(DigestIr digest, Packet p) {
        StringJoiner values = new StringJoiner(", ", digest.name() + " {", "}");
        int at = 0;
        for (int width : digest.widthsBits()) {
            int limbs = Math.max(1, (width + 63) / 64);
            values.add(Readings.hex(Bits.toBigInteger(p.digest, at, limbs)));
            at += limbs;
        }
        return values.toString();
    }

    @Override
    public void updateChecksums(Packet p) {
        journal.stage(egressStage(Stage.Kind.DEPARSER, p));
        List<ChecksumProbe> applied = journal.recording()
                ? checksums.stream()
                        .filter(probe -> probe.checksum().update() && probe.applies(p))
                        .toList()
                : List.of();
        program.updateChecksums(p);
        applied.forEach(probe -> note(
                p, probe.checksum(), "update", p.slots[probe.checksum().target().slot()]));
    }

    @Override
    public int deparse(Packet p) {
        int length = program.deparse(p);
        if (journal.recording()) {
            int payload = Math.max(0, p.inLength - (p.cursorBits >>> 3));
            Emit.Builder emit =
                    Emit.newBuilder().setPayloadBytes(payload).setHeaderBytes(Math.max(0, length - payload));
            for (Header header : ir.deparser()) {
                if (p.slots[header.validSlot()] != 0) {
                    emit.addHeaders(header.name());
                }
            }
            journal.note(Event.newBuilder().setEmit(emit));
            if (p.recirculate && length >= 0) {
                operation("recirculate", "");
            }
        }
        return length;
    }

    private void note(Packet p, Checksum checksum, String kind, long expected) {
        journal.note(Event.newBuilder()
                .setChecksum(io.slackline.p4switch.trace.v1.Checksum.newBuilder()
                        .setName(checksum.name())
                        .setKind(kind)
                        .setTarget(Readings.of(p, checksum.target()))
                        .setCorrect(Readings.bits(p, checksum.target())
                                .equals(Bits.unsigned(expected)
                                        .and(Bits.ones(checksum.target().widthBits()))))));
    }

    private void operation(String name, String text) {
        journal.note(Event.newBuilder()
                .setOperation(Operation.newBuilder().setName(name).setText(text)));
    }

    private static String copies(Replication.@Nullable Copies copies) {
        if (copies == null) {
            return " does not exist";
        }
        StringJoiner text = new StringJoiner(", ", ": ", "");
        text.setEmptyValue(" is empty");
        for (int i = 0; i < copies.ports().length; i++) {
            text.add("port " + copies.ports()[i] + " (instance " + copies.instances()[i] + ")");
        }
        return text.toString();
    }

    private Stage.Builder stage(Stage.Kind kind, Packet p) {
        return Stage.newBuilder().setKind(kind).setInstance(instance(p));
    }

    private Stage.Builder egressStage(Stage.Kind kind, Packet p) {
        Stage.Builder stage = stage(kind, p).setEgressPort((int) p.slots[standard.egressPort()]);
        if (standard.egressRid() >= 0 && p.slots[standard.egressRid()] != 0) {
            stage.setReplicationId((int) p.slots[standard.egressRid()]);
        }
        return stage;
    }

    private String instance(Packet p) {
        long type = standard.instanceType() >= 0 ? p.slots[standard.instanceType()] : 0;
        return type >= 0 && type < INSTANCES.size() ? INSTANCES.get((int) type) : Long.toString(type);
    }

    private String errorName(int code) {
        ProgramIr.ParserErrors errors = ir.errors();
        if (code == errors.packetTooShort()) {
            return "PacketTooShort";
        }
        if (code == errors.noMatch()) {
            return "NoMatch";
        }
        if (code == errors.stackOutOfBounds()) {
            return "StackOutOfBounds";
        }
        if (code == errors.headerTooShort()) {
            return "HeaderTooShort";
        }
        return code == errors.invalidArgument() ? "ParserInvalidArgument" : "error " + code;
    }
}

package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.ArrayIr;
import io.slackline.p4switch.ir.Checksum;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.NodeRef;
import io.slackline.p4switch.ir.ParserIr;
import io.slackline.p4switch.ir.PipelineIr;
import io.slackline.p4switch.ir.Primitive;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.state.KeyLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The whole tree of nodes of a program, bound to its state; other engines take from it what they do not translate. */
public final class Program implements PacketProgram {

    private final ParserNode parser;
    private final @Nullable PipelineNode ingress;
    private final @Nullable PipelineNode egress;
    private final ChecksumNode[] checksums;
    private final LongNode[][] digests;
    private final Header[] deparser;
    private final Field[][] deparserFields;
    private final BitWriter writer = new BitWriter();
    final int keyWords;
    final int digestLimbs;
    private final ProgramIr ir;
    private final Environment env;
    private final Expressions exprs;
    private final @Nullable Probe probe;
    private final Steps steps;
    private final List<TableNode> tables = new ArrayList<>();

    /** A checksum field with what computes it. */
    record ChecksumNode(Checksum checksum, LongNode value, LongNode applies) {

        boolean applies(Packet p) {
            return (checksum.targetValidSlot() < 0 || p.slots[checksum.targetValidSlot()] != 0) && applies.eval(p) != 0;
        }
    }

    Program(ProgramIr ir, Environment env, @Nullable Probe probe) {
        this.ir = ir;
        this.env = env;
        this.exprs = new Expressions(ir.slots(), ir.errors());
        this.probe = probe;
        steps = new Steps(ir, env, exprs, probe);
        parser = new ParserNode(ir.parser(), ir.errors(), exprs, steps, env.sink(), probe);
        ActionNode[] actions = ir.actions().stream().map(steps::action).toArray(ActionNode[]::new);
        for (TableIr table : ir.tables()) {
            tables.add(tableNode(table, actions, env));
        }
        ingress = pipeline(ir.ingress());
        egress = pipeline(ir.egress());
        checksums = ir.checksums().stream().map(this::checksum).toArray(ChecksumNode[]::new);
        digests = ir.digests().stream()
                .map(d -> digest(d.members(), d.widthsBits()))
                .toArray(LongNode[][]::new);
        digestLimbs =
                java.util.Arrays.stream(digests).mapToInt(d -> d.length).max().orElse(0);
        deparser = ir.deparser().toArray(Header[]::new);
        deparserFields = ir.deparser().stream()
                .map(h -> h.fields().toArray(Field[]::new))
                .toArray(Field[][]::new);
        keyWords = Math.max(
                ParserNode.keyWords(ir.parser()),
                ir.tables().stream()
                        .mapToInt(t -> new KeyLayout(t.key()).words())
                        .max()
                        .orElse(0));
    }

    @Override
    public void parse(Packet p) {
        parser.parse(p, p.key);
    }

    @Override
    public boolean checksumsHold(Packet p) {
        long wrong = 0;
        for (ChecksumNode node : checksums) {
            if (node.checksum().verify() && node.applies(p)) {
                wrong |= node.value().eval(p) ^ p.slots[node.checksum().target().slot()];
            }
        }
        return wrong == 0;
    }

    @Override
    public void ingress(Packet p) {
        PipelineNode.run(ingress, p);
    }

    @Override
    public void egress(Packet p) {
        PipelineNode.run(egress, p);
    }

    @Override
    public void digest(int index, Packet p) {
        LongNode[] members = digests[index];
        for (int i = 0; i < members.length; i++) {
            p.digest[i] = members[i].eval(p);
        }
        // A shorter digest than the longest of the program leaves the rest of the buffer unused, and must find it zero.
        for (int i = members.length; i < p.digest.length; i++) {
            p.digest[i] = 0;
        }
    }

    @Override
    public void updateChecksums(Packet p) {
        for (ChecksumNode node : checksums) {
            if (node.checksum().update() && node.applies(p)) {
                p.slots[node.checksum().target().slot()] = node.value().eval(p);
            }
        }
    }

    @Override
    public int deparse(Packet p) {
        int payload = p.cursorBits >>> 3;
        int payloadLength = Math.max(0, p.inLength - payload);
        int room = PacketEngine.MAX_PACKET_BYTES * 8 - payloadLength * 8;
        writer.reset(p.out, 0);
        for (int h = 0; h < deparser.length; h++) {
            if (p.slots[deparser[h].validSlot()] == 0) {
                continue;
            }
            for (Field field : deparserFields[h]) {
                room -= field.widthBits();
                if (room < 0) {
                    return -1;
                }
                writer.field(p.slots, field);
            }
        }
        int headers = writer.finish();
        System.arraycopy(p.in, payload, p.out, headers, payloadLength);
        return headers + payloadLength;
    }

    public ProgramIr ir() {
        return ir;
    }

    public Environment environment() {
        return env;
    }

    /** A node for the low 64 bits of an expression. */
    public LongNode value(Expr expr) {
        return exprs.low(expr);
    }

    /** A node for an expression of that many limbs; what it gives is the slot of the least significant one. */
    public LongNode wide(Expr expr, int limbs) {
        WideNode node = exprs.wide(expr, limbs);
        return p -> {
            node.run(p);
            return node.slot();
        };
    }

    /** A node for a step; not for jumps. */
    public StepNode step(Primitive primitive) {
        return steps.step(primitive);
    }

    /** A node for a whole action; its arguments are the packet's. */
    public StepNode action(ActionIr action) {
        return steps.action(action)::run;
    }

    /** A node for a step of the parser, which gives 0 where parsing ends. */
    public LongNode parserStep(ParserIr.Step step) {
        return parser.stepNode(step);
    }

    public LongNode calculation(int index) {
        return Hashes.node(env.state(), index);
    }

    /** Slots of the arena that all nodes made so far need. */
    int slots() {
        return exprs.slots();
    }

    private ChecksumNode checksum(Checksum checksum) {
        return new ChecksumNode(
                checksum,
                Hashes.node(env.state(), checksum.calculation()),
                exprs.low(checksum.condition().orElse(Expr.of(1))));
    }

    private LongNode[] digest(List<Expr> members, List<Integer> widths) {
        List<LongNode> nodes = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            int limbs = Math.max(1, (widths.get(m) + 63) / 64);
            if (limbs == 1) {
                nodes.add(exprs.low(members.get(m)));
                continue;
            }
            WideNode wide = exprs.wide(members.get(m), limbs);
            nodes.add(Expressions.first(wide));
            for (int i = 1; i < limbs; i++) {
                int slot = wide.slot() + i;
                nodes.add(p -> p.slots[slot]);
            }
        }
        return nodes.toArray(LongNode[]::new);
    }

    private TableNode tableNode(TableIr table, ActionNode[] actions, Environment env) {
        ArrayIr.@Nullable DirectMeter meter =
                table.directMeter() >= 0 ? ir.directMeters().get(table.directMeter()) : null;
        int selector = table.profile() >= 0 ? ir.profiles().get(table.profile()).selector() : -1;
        return new TableNode(
                table,
                actions,
                exprs,
                meter == null ? null : meter.colour(),
                meter != null && meter.bytes(),
                selector >= 0 ? Hashes.node(env.state(), selector) : null,
                env.nanoClock(),
                probe);
    }

    private @Nullable PipelineNode pipeline(PipelineIr pipeline) {
        PipelineNode.Condition[] conditions = pipeline.conditions().stream()
                .map(c -> new PipelineNode.Condition(condition(c)))
                .toArray(PipelineNode.Condition[]::new);
        for (int i = 0; i < conditions.length; i++) {
            PipelineIr.Condition condition = pipeline.conditions().get(i);
            conditions[i].link(node(condition.whenTrue(), conditions), node(condition.whenFalse(), conditions));
        }
        for (TableIr table : ir.tables()) {
            if (!table.pipeline().equals(pipeline.name())) {
                continue;
            }
            @Nullable
            PipelineNode[] next =
                    table.next().stream().map(n -> node(n, conditions)).toArray(PipelineNode[]::new);
            tables.get(table.index())
                    .link(
                            next,
                            node(table.hit(), conditions),
                            node(table.miss(), conditions),
                            node(table.otherwise(), conditions));
        }
        return node(pipeline.start(), conditions);
    }

    private LongNode condition(PipelineIr.Condition condition) {
        LongNode node = exprs.low(condition.expr());
        return probe == null ? node : probe.condition(condition.expr(), condition.line(), node, exprs::exact);
    }

    private @Nullable PipelineNode node(Optional<NodeRef> ref, PipelineNode.Condition[] conditions) {
        return ref.isEmpty() ? null : node(ref.get(), conditions);
    }

    private @Nullable PipelineNode node(NodeRef ref, PipelineNode.Condition[] conditions) {
        return switch (ref) {
            case NodeRef.ToTable(int table) -> tables.get(table);
            case NodeRef.ToCondition(int condition) -> conditions[condition];
            case NodeRef.End() -> null;
        };
    }
}

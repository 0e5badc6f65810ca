package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.ArrayIr;
import io.slackline.p4switch.ir.Checksum;
import io.slackline.p4switch.ir.Expr;
import io.slackline.p4switch.ir.NodeRef;
import io.slackline.p4switch.ir.PipelineIr;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.state.KeyLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The whole tree of nodes of a program, bound to its state. */
final class Program {

    final ParserNode parser;
    final @Nullable PipelineNode ingress;
    final @Nullable PipelineNode egress;
    final ChecksumNode[] checksums;
    final LongNode[][] digests;
    final int slots;
    final int keyWords;
    final int digestLimbs;
    private final ProgramIr ir;
    private final Expressions exprs;
    private final List<TableNode> tables = new ArrayList<>();

    /** A checksum field with what computes it. */
    record ChecksumNode(Checksum checksum, LongNode value, LongNode applies) {

        boolean applies(Packet p) {
            return (checksum.targetValidSlot() < 0 || p.slots[checksum.targetValidSlot()] != 0) && applies.eval(p) != 0;
        }
    }

    Program(ProgramIr ir, Environment env) {
        this.ir = ir;
        this.exprs = new Expressions(ir.slots(), ir.errors());
        Steps steps = new Steps(ir, env, exprs);
        parser = new ParserNode(ir.parser(), ir.errors(), exprs, steps, env.sink());
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
        slots = exprs.slots();
        keyWords = Math.max(
                ParserNode.keyWords(ir.parser()),
                ir.tables().stream()
                        .mapToInt(t -> new KeyLayout(t.key()).words())
                        .max()
                        .orElse(0));
    }

    private ChecksumNode checksum(Checksum checksum) {
        return new ChecksumNode(
                checksum,
                Hashes.node(ir.calculations().get(checksum.calculation())),
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
                selector >= 0 ? Hashes.node(ir.calculations().get(selector)) : null,
                env.nanoClock());
    }

    private @Nullable PipelineNode pipeline(PipelineIr pipeline) {
        PipelineNode.Condition[] conditions = pipeline.conditions().stream()
                .map(c -> new PipelineNode.Condition(exprs.low(c.expr())))
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

package io.slackline.p4switch.compiled;

import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.NodeRef;
import io.slackline.p4switch.ir.PipelineIr;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.TableIr;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a pipeline as one method: its tables and conditions in the order of control, with jumps where control comes together. */
final class PipelineWriter {

    private final Body body;
    private final CodeBuilder code;
    private final PipelineIr pipeline;
    private final ProgramIr ir;
    private final Map<NodeRef, Label> labels = new LinkedHashMap<>();
    private final Deque<NodeRef> open = new ArrayDeque<>();
    private final Label end;

    PipelineWriter(Body body, PipelineIr pipeline) {
        this.body = body;
        this.code = body.code();
        this.pipeline = pipeline;
        this.ir = body.nodes().ir();
        this.end = code.newLabel();
    }

    static String conditionName(PipelineIr pipeline, int condition) {
        return pipeline.name() + "_condition" + condition;
    }

    /**
     * Whether a table is nothing but an action that the program calls by name. The compiler wraps such calls in tables without a key whose
     * default action is constant.
     */
    private Optional<ActionIr> called(TableIr table) {
        boolean plain = table.key().isEmpty()
                && table.profile() < 0
                && table.defaultAction().constant()
                && table.directCounter().isEmpty()
                && table.directMeter() < 0
                && table.hit().isEmpty();
        return table.defaultAction()
                .call()
                .filter(call -> plain && call.arguments().isEmpty())
                .flatMap(call -> table.actions().stream()
                        .map(ir.actions()::get)
                        .filter(a -> a.name().equals(call.action()) && a.argumentLimbs() == 0)
                        .findFirst());
    }

    void write() {
        body.pushField("exited", boolean.class).code().ifne(end);
        jump(pipeline.start());
        while (!open.isEmpty()) {
            NodeRef node = open.pop();
            code.labelBinding(label(node));
            switch (node) {
                case NodeRef.ToCondition(int condition) -> condition(condition);
                case NodeRef.ToTable(int table) -> table(ir.tables().get(table));
                case NodeRef.End() -> throw new IllegalArgumentException("the end is no node");
            }
        }
        code.labelBinding(end).aload(Body.PACKET);
        body.pushField("failed", boolean.class)
                .code()
                .putfield(Types.PACKET, "exited", Types.of(boolean.class))
                .return_();
    }

    private Label label(NodeRef node) {
        if (node instanceof NodeRef.End) {
            return end;
        }
        Label known = labels.get(node);
        if (known == null) {
            known = code.newLabel();
            labels.put(node, known);
            open.push(node);
        }
        return known;
    }

    private void jump(NodeRef node) {
        code.goto_(label(node));
    }

    private void condition(int index) {
        PipelineIr.Condition condition = pipeline.conditions().get(index);
        code.aload(Body.PACKET)
                .aload(Body.ARENA)
                .invokestatic(Compiler.SELF, conditionName(pipeline, index), Types.CONDITION)
                .ifeq(label(condition.whenFalse()));
        jump(condition.whenTrue());
    }

    private void table(TableIr table) {
        Optional<ActionIr> called = called(table);
        boolean exits = table.actions().stream()
                .anyMatch(a -> ir.actions().get(a).steps().stream().anyMatch(StepWriter::exits));
        if (called.isPresent()) {
            code.aload(Body.PACKET)
                    .aload(Body.ARENA)
                    .aconst_null()
                    .invokestatic(Compiler.SELF, ActionWriter.name(called.get()), Types.ACTION);
            exitIf(exits);
            jump(table.next().get(table.actions().indexOf(called.get().index())));
            return;
        }
        int result = code.allocateLocal(TypeKind.INT);
        code.aload(Body.PACKET)
                .aload(Body.ARENA)
                .invokestatic(Compiler.SELF, TableWriter.name(table), Types.STAGE)
                .istore(result);
        exitIf(exits);
        if (table.hit().isPresent()) {
            code.iload(result).ifeq(label(table.miss().orElse(new NodeRef.End())));
            jump(table.hit().get());
            return;
        }
        boolean same = table.next().stream().allMatch(table.otherwise()::equals);
        if (!same) {
            List<SwitchCase> cases = new ArrayList<>();
            for (int i = 0; i < table.next().size(); i++) {
                cases.add(SwitchCase.of(i, label(table.next().get(i))));
            }
            code.iload(result).tableswitch(label(table.otherwise()), cases);
        } else {
            jump(table.otherwise());
        }
    }

    private void exitIf(boolean possible) {
        if (possible) {
            body.pushField("exited", boolean.class).code().ifne(end);
        }
    }
}

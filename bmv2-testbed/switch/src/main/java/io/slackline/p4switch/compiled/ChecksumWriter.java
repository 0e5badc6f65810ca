package io.slackline.p4switch.compiled;

import io.slackline.p4switch.ir.Checksum;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.List;

/** Writes the verification and the update of checksum fields. */
final class ChecksumWriter {

    private final Body body;
    private final CodeBuilder code;

    ChecksumWriter(Body body) {
        this.body = body;
        this.code = body.code();
    }

    void verify(List<Checksum> checksums) {
        Label wrong = code.newLabel();
        for (Checksum checksum : checksums) {
            if (checksum.verify()) {
                Label end = code.newLabel();
                unlessApplies(checksum, end);
                new CalculationWriter(body).push(checksum.calculation());
                body.pushSlot(checksum.target().slot())
                        .code()
                        .lcmp()
                        .ifne(wrong)
                        .labelBinding(end);
            }
        }
        code.iconst_1().ireturn().labelBinding(wrong).iconst_0().ireturn();
    }

    void update(List<Checksum> checksums) {
        for (Checksum checksum : checksums) {
            if (checksum.update()) {
                Label end = code.newLabel();
                unlessApplies(checksum, end);
                body.startStore(checksum.target().slot());
                new CalculationWriter(body).push(checksum.calculation());
                code.lastore().labelBinding(end);
            }
        }
        code.return_();
    }

    private void unlessApplies(Checksum checksum, Label end) {
        if (checksum.targetValidSlot() >= 0) {
            body.pushSlot(checksum.targetValidSlot()).code().lconst_0().lcmp().ifeq(end);
        }
        checksum.condition().ifPresent(condition -> body.jumpIfZero(condition, end));
    }
}

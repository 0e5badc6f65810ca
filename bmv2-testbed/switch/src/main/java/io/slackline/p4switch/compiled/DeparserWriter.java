package io.slackline.p4switch.compiled;

import io.slackline.p4switch.engine.PacketEngine;
import io.slackline.p4switch.ir.Header;
import io.slackline.p4switch.ir.ProgramIr;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Writes the deparser: one method for each header, and one that goes through them. */
final class DeparserWriter {

    /** Writes the header at a position of the output. */
    static final MethodTypeDesc EMIT =
            MethodTypeDesc.of(ConstantDescs.CD_void, Types.PACKET, Types.LONGS, Types.BYTES, ConstantDescs.CD_int);

    private static final int OUT = 2;
    private static final int AT = 3;

    private final Body body;
    private final CodeBuilder code;

    DeparserWriter(Body body) {
        this.body = body;
        this.code = body.code();
    }

    static String name(int position) {
        return "emit" + position;
    }

    /** Whether all headers are whole bytes of fixed length; if not the interpreter deparses. */
    static boolean knows(ProgramIr ir) {
        return ir.deparser().stream().allMatch(Pieces::regular);
    }

    void header(Header header) {
        Pieces.of(header).writeStores(body, () -> code.aload(OUT), () -> code.iload(AT));
        code.return_();
    }

    void write(ProgramIr ir) {
        int out = code.allocateLocal(TypeKind.REFERENCE);
        int at = code.allocateLocal(TypeKind.INT);
        int payload = code.allocateLocal(TypeKind.INT);
        int payloadLength = code.allocateLocal(TypeKind.INT);
        Label tooLong = code.newLabel();
        body.pushField("out", byte[].class).code().astore(out).iconst_0().istore(at);
        body.pushInt("cursorBits").code().loadConstant(3).iushr().istore(payload);
        code.iconst_0();
        body.pushInt("inLength")
                .code()
                .iload(payload)
                .isub()
                .invokestatic(Types.of(Math.class), "max", Types.method(int.class, int.class, int.class))
                .istore(payloadLength);
        for (int i = 0; i < ir.deparser().size(); i++) {
            Header header = ir.deparser().get(i);
            int bytes = header.fixedBits() / 8;
            Label absent = code.newLabel();
            body.pushSlot(header.validSlot()).code().lconst_0().lcmp().ifeq(absent);
            code.iload(at).iload(payloadLength).iadd();
            code.loadConstant(PacketEngine.MAX_PACKET_BYTES - bytes).if_icmpgt(tooLong);
            code.aload(Body.PACKET)
                    .aload(Body.ARENA)
                    .aload(out)
                    .iload(at)
                    .invokestatic(Compiler.SELF, name(i), EMIT)
                    .iinc(at, bytes)
                    .labelBinding(absent);
        }
        body.pushField("in", byte[].class)
                .code()
                .iload(payload)
                .aload(out)
                .iload(at)
                .iload(payloadLength)
                .invokestatic(
                        Types.of(System.class),
                        "arraycopy",
                        Types.method(void.class, Object.class, int.class, Object.class, int.class, int.class));
        code.iload(at).iload(payloadLength).iadd().ireturn();
        code.labelBinding(tooLong).iconst_m1().ireturn();
    }
}

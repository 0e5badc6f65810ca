package io.slackline.p4switch.compiled;

import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.interpreter.PacketProgram;
import io.slackline.p4switch.interpreter.Program;
import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.ParserIr;
import io.slackline.p4switch.ir.PipelineIr;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.TableIr;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates a program into a hidden class.
 *
 * <p>Each parser state, table, action, condition and emitted header is a static method over the packet and its arena: small, so that
 * HotSpot compiles all of them (it leaves methods of more than {@value #LONGEST_METHOD} bytes to its interpreter for good) and inlines
 * what is small or hot. The program's registers, counters and meters are constants of the class. An action that would become longer stays with
 * the interpreter, and so does the whole program if anything else would.
 */
public final class Compiler {

    private static final Logger log = LoggerFactory.getLogger(Compiler.class);

    static final ClassDesc SELF = ClassDesc.of("io.slackline.p4switch.compiled.CompiledProgram");

    private static final int LONGEST_METHOD = 8000;
    private static final int MAX_STATES = 4096;
    private static final int STATIC = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC;

    private final Program nodes;
    private final ProgramIr ir;
    private final Constants constants = new Constants(SELF);

    private Compiler(Program nodes) {
        this.nodes = nodes;
        this.ir = nodes.ir();
    }

    /**
     * Translates.
     *
     * @param nodes the program as the interpreter has it; runs on in its place if a method would become longer than the JIT takes, and then
     *     the log says so
     */
    public static PacketProgram compile(Program nodes) {
        Compiler compiler = new Compiler(nodes);
        byte[] bytes;
        try {
            bytes = ClassFile.of().build(SELF, compiler::write);
        } catch (IllegalArgumentException e) {
            // What the class file format itself does not hold: methods, or the table of constants, of more than 64 KiB.
            log.warn("the program is interpreted: {}", e.getMessage());
            return nodes;
        }
        List<String> longOnes = tooLong(bytes);
        if (!longOnes.isEmpty()) {
            log.warn(
                    "the program is interpreted: compiled, {} would have more than {} bytes of code",
                    longOnes,
                    LONGEST_METHOD);
            return nodes;
        }
        try {
            MethodHandles.Lookup type =
                    MethodHandles.lookup().defineHiddenClassWithClassData(bytes, compiler.constants.classData(), true);
            Object made = type.findConstructor(type.lookupClass(), java.lang.invoke.MethodType.methodType(void.class))
                    .invoke();
            return (PacketProgram) made;
        } catch (Throwable e) {
            throw new IllegalStateException("generated code is refused", e);
        }
    }

    private static List<String> tooLong(byte[] bytes) {
        return ClassFile.of().parse(bytes).methods().stream()
                .filter(m -> !m.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME))
                .filter(m -> m.code().map(Compiler::length).orElse(0) > LONGEST_METHOD)
                .map(m -> m.methodName().stringValue())
                .toList();
    }

    private static int length(CodeModel code) {
        return code instanceof CodeAttribute attribute ? attribute.codeLength() : 0;
    }

    private void write(ClassBuilder type) {
        type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withInterfaceSymbols(Types.of(PacketProgram.class));
        type.withMethodBody(
                ConstantDescs.INIT_NAME,
                MethodTypeDesc.of(ConstantDescs.CD_void),
                0,
                code -> code.aload(0)
                        .invokespecial(
                                ConstantDescs.CD_Object,
                                ConstantDescs.INIT_NAME,
                                MethodTypeDesc.of(ConstantDescs.CD_void))
                        .return_());
        writeActions(type);
        writeParser(type);
        writePipeline(type, "ingress", ir.ingress());
        writePipeline(type, "egress", ir.egress());
        writeChecksums(type);
        writeDeparser(type);
        implement(type, "digest", Types.method(void.class, int.class, Packet.class), code -> {
            constants.push(code, nodes, Program.class);
            code.iload(1)
                    .aload(2)
                    .invokevirtual(Types.of(Program.class), "digest", Types.method(void.class, int.class, Packet.class))
                    .return_();
        });
        constants.declare(type);
    }

    private Body body(CodeBuilder code) {
        return new Body(code, constants, nodes);
    }

    private void add(ClassBuilder type, String name, MethodTypeDesc desc, Consumer<Body> write) {
        type.withMethodBody(name, desc, STATIC, code -> write.accept(body(code)));
    }

    private static void implement(ClassBuilder type, String name, MethodTypeDesc desc, Consumer<CodeBuilder> write) {
        type.withMethodBody(name, desc, ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL, write);
    }

    /** A method of the interface that calls a static one with the packet and its arena. */
    private static void forward(ClassBuilder type, String name, Class<?> returns) {
        implement(type, name, Types.method(returns, Packet.class), code -> {
            code.aload(1)
                    .aload(1)
                    .getfield(Types.PACKET, "slots", Types.LONGS)
                    .invokestatic(SELF, name + "All", Types.method(returns, Packet.class, long[].class))
                    .return_(TypeKind.from(returns));
        });
    }

    private void writeActions(ClassBuilder type) {
        for (ActionIr action : ir.actions()) {
            Consumer<Body> translated = body -> new ActionWriter(body).write(action);
            if (length(Types.ACTION, translated) <= LONGEST_METHOD) {
                add(type, ActionWriter.name(action), Types.ACTION, translated);
            } else {
                log.warn("action \"{}\" is interpreted: it is too long to be compiled", action.name());
                add(type, ActionWriter.name(action), Types.ACTION, body -> {
                    body.runNode(nodes.action(action));
                    body.code().return_();
                });
            }
        }
    }

    /** Bytes of code that a method would have; more than any may have if it does not fit the format. */
    private int length(MethodTypeDesc desc, Consumer<Body> write) {
        try {
            Constants unused = new Constants(SELF);
            byte[] alone = ClassFile.of()
                    .build(
                            SELF,
                            type -> type.withMethodBody(
                                    "alone", desc, STATIC, code -> write.accept(new Body(code, unused, nodes))));
            return ClassFile.of()
                    .parse(alone)
                    .methods()
                    .getFirst()
                    .code()
                    .map(Compiler::length)
                    .orElse(0);
        } catch (IllegalArgumentException e) {
            return Integer.MAX_VALUE;
        }
    }

    private void writeParser(ClassBuilder type) {
        if (!ParserWriter.knows(ir.parser())) {
            interpreted(type, "parse", void.class);
            return;
        }
        List<ParserIr.State> states = ir.parser().states();
        for (int i = 0; i < states.size(); i++) {
            ParserIr.State state = states.get(i);
            add(type, ParserWriter.name(i), Types.STAGE, body -> new ParserWriter(body).write(state));
        }
        add(type, "parseAll", Types.method(void.class, Packet.class, long[].class), this::writeStates);
        forward(type, "parse", void.class);
    }

    private void writeStates(Body body) {
        CodeBuilder code = body.code();
        int at = code.allocateLocal(TypeKind.INT);
        int visited = code.allocateLocal(TypeKind.INT);
        Label loop = code.newLabel();
        Label end = code.newLabel();
        Label loops = code.newLabel();
        body.setInt("cursorBits", 0);
        body.setInt("parserError", ir.errors().noError());
        code.loadConstant(ir.parser().start()).istore(at).iconst_0().istore(visited);
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < ir.parser().states().size(); i++) {
            cases.add(SwitchCase.of(i, code.newLabel()));
        }
        code.labelBinding(loop).iload(at).iflt(end);
        code.iinc(visited, 1).iload(visited).loadConstant(MAX_STATES).if_icmpgt(loops);
        code.iload(at).tableswitch(end, cases);
        for (SwitchCase c : cases) {
            code.labelBinding(c.target())
                    .aload(Body.PACKET)
                    .aload(Body.ARENA)
                    .invokestatic(SELF, ParserWriter.name(c.caseValue()), Types.STAGE)
                    .istore(at)
                    .goto_(loop);
        }
        code.labelBinding(loops).aload(Body.PACKET);
        body.push(nodes.environment().sink(), PacketSink.class);
        body.call("parserLoop", void.class, Packet.class, PacketSink.class);
        code.labelBinding(end).return_();
    }

    private void writePipeline(ClassBuilder type, String name, PipelineIr pipeline) {
        for (int i = 0; i < pipeline.conditions().size(); i++) {
            PipelineIr.Condition condition = pipeline.conditions().get(i);
            add(type, PipelineWriter.conditionName(pipeline, i), Types.CONDITION, body -> {
                Label isFalse = body.code().newLabel();
                body.jumpIfZero(condition.expr(), isFalse);
                body.code()
                        .iconst_1()
                        .ireturn()
                        .labelBinding(isFalse)
                        .iconst_0()
                        .ireturn();
            });
        }
        for (TableIr table : ir.tables()) {
            if (table.pipeline().equals(pipeline.name())) {
                add(type, TableWriter.name(table), Types.STAGE, body -> new TableWriter(body, table).write());
            }
        }
        add(
                type,
                name + "All",
                Types.method(void.class, Packet.class, long[].class),
                body -> new PipelineWriter(body, pipeline).write());
        forward(type, name, void.class);
    }

    private void writeChecksums(ClassBuilder type) {
        add(
                type,
                "checksumsHoldAll",
                Types.method(boolean.class, Packet.class, long[].class),
                body -> new ChecksumWriter(body).verify(ir.checksums()));
        forward(type, "checksumsHold", boolean.class);
        add(
                type,
                "updateChecksumsAll",
                Types.method(void.class, Packet.class, long[].class),
                body -> new ChecksumWriter(body).update(ir.checksums()));
        forward(type, "updateChecksums", void.class);
    }

    private void writeDeparser(ClassBuilder type) {
        if (!DeparserWriter.knows(ir)) {
            interpreted(type, "deparse", int.class);
            return;
        }
        for (int i = 0; i < ir.deparser().size(); i++) {
            var header = ir.deparser().get(i);
            add(type, DeparserWriter.name(i), DeparserWriter.EMIT, body -> new DeparserWriter(body).header(header));
        }
        add(
                type,
                "deparseAll",
                Types.method(int.class, Packet.class, long[].class),
                body -> new DeparserWriter(body).write(ir));
        forward(type, "deparse", int.class);
    }

    /** A method that the interpreter executes. */
    private void interpreted(ClassBuilder type, String name, Class<?> returns) {
        implement(type, name, Types.method(returns, Packet.class), code -> {
            constants.push(code, nodes, Program.class);
            code.aload(1)
                    .invokevirtual(Types.of(Program.class), name, Types.method(returns, Packet.class))
                    .return_(TypeKind.from(returns));
        });
    }
}

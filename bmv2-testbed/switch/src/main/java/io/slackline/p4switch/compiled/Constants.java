package io.slackline.p4switch.compiled;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Objects that the code uses: static final fields of the class, filled from its class data, so that the JIT takes them as constants. */
final class Constants {

    private record Constant(Object value, ClassDesc type) {}

    private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();
    private static final ClassDesc LOOKUP = ClassDesc.of("java.lang.invoke.MethodHandles$Lookup");

    private final ClassDesc owner;
    private final List<Constant> constants = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> indexes = new IdentityHashMap<>();

    Constants(ClassDesc owner) {
        this.owner = owner;
    }

    /** Pushes an object; the same one is kept once. */
    void push(CodeBuilder code, Object value, Class<?> type) {
        ClassDesc desc = Types.of(type);
        int index = indexes.computeIfAbsent(value, _ -> {
            constants.add(new Constant(value, desc));
            return constants.size() - 1;
        });
        code.getstatic(owner, name(index), constants.get(index).type);
    }

    private static String name(int index) {
        return "c" + index;
    }

    Object[] classData() {
        return constants.stream().map(Constant::value).toArray();
    }

    /** Declares the fields and the initializer; after all code that uses them. */
    void declare(ClassBuilder type) {
        for (int i = 0; i < constants.size(); i++) {
            type.withField(
                    name(i), constants.get(i).type, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        }
        type.withMethodBody("<clinit>", MethodTypeDesc.of(ConstantDescs.CD_void), ClassFile.ACC_STATIC, this::fill);
    }

    private void fill(CodeBuilder code) {
        code.invokestatic(Types.of(MethodHandles.class), "lookup", MethodTypeDesc.of(LOOKUP))
                .ldc(ConstantDescs.DEFAULT_NAME)
                .ldc(OBJECTS)
                .invokestatic(
                        Types.of(MethodHandles.class),
                        "classData",
                        MethodTypeDesc.of(
                                ConstantDescs.CD_Object, LOOKUP, ConstantDescs.CD_String, ConstantDescs.CD_Class))
                .checkcast(OBJECTS)
                .astore(0);
        for (int i = 0; i < constants.size(); i++) {
            ClassDesc desc = constants.get(i).type;
            code.aload(0).loadConstant(i).aaload().checkcast(desc).putstatic(owner, name(i), desc);
        }
        code.return_();
    }
}

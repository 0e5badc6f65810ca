package p4.v1;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.charset.StandardCharsets;

/**
 * The file descriptor that protoc embedded into a generated outer class, read from the class file's constants.
 *
 * <p>The class is never loaded: its code needs another protobuf runtime than ours, and its siblings would clash with ours
 * by name. Generated code begins its static initialiser with the serialized descriptor, one byte per character, cut
 * into strings that fit a constant; the first call ends it.
 */
final class CompiledDescriptor {

    static FileDescriptorProto of(String outerClass) {
        String resource = outerClass.replace('.', '/') + ".class";
        try (InputStream in = CompiledDescriptor.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no " + resource + " on the test class path");
            }
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            return FileDescriptorProto.parseFrom(leadingStrings(model).getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the descriptor in " + resource, e);
        }
    }

    private static String leadingStrings(ClassModel model) {
        MethodModel initialiser = model.methods().stream()
                .filter(method -> method.methodName().equalsString("<clinit>"))
                .findFirst()
                .orElseThrow();
        StringBuilder data = new StringBuilder();
        for (var element : initialiser.code().orElseThrow()) {
            if (element instanceof ConstantInstruction constant && constant.constantValue() instanceof String part) {
                data.append(part);
            } else if (element instanceof InvokeInstruction && !data.isEmpty()) {
                break;
            }
        }
        return data.toString();
    }

    private CompiledDescriptor() {}
}

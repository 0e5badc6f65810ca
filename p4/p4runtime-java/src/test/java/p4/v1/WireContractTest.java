package p4.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import p4.config.v1.P4InfoProto;
import p4.config.v1.P4TypesProto;

/**
 * Our definitions against the ones that ONOS publishes (an earlier level of P4Runtime 1): where both define a thing, they agree in
 * every number, type, label and oneof; what ONOS has, we have.
 */
class WireContractTest {

    private static final List<String> ORACLE = List.of(
            "p4.v1.P4RuntimeOuterClass",
            "p4.v1.P4DataOuterClass",
            "p4.config.v1.P4InfoOuterClass",
            "p4.config.v1.P4Types");

    /**
     * Where the specification itself moved on, all of it compatible on the wire: old ways to name a port became one choice
     * of a oneof, and the watched port of a group's member became signed as everywhere else.
     */
    private static final Set<String> CHANGED_SINCE_THE_ORACLE = Set.of(
            "p4.v1.ActionProfileAction.watch", "p4.v1.ActionProfileGroup.Member.watch", "p4.v1.Replica.egress_port");

    /** What later levels added, one name a line. Grows only when we follow a newer specification. */
    private static final String NEWER_THAN_THE_ORACLE = "/newer_than_onos.txt";

    @Test
    void agreesWithTheDefinitionsThatOnosPublishes() {
        Map<String, String> theirs = new TreeMap<>();
        ORACLE.forEach(outer -> flatten(CompiledDescriptor.of(outer), theirs));
        Map<String, String> ours = ours();
        assertTrue(theirs.size() > 400, () -> "the oracle shrank to " + theirs.size() + " definitions");

        Map<String, String> disagreements = new TreeMap<>();
        theirs.forEach((name, definition) -> {
            String mine = ours.getOrDefault(name, "nothing");
            if (!mine.equals(definition)) {
                disagreements.put(name, "ONOS has " + definition + ", we have " + mine);
            }
        });
        assertEquals(
                new TreeSet<>(CHANGED_SINCE_THE_ORACLE),
                disagreements.keySet(),
                () -> "disagreements: " + disagreements);

        Set<String> onlyOurs = new TreeSet<>(ours.keySet());
        onlyOurs.removeAll(theirs.keySet());
        assertEquals(newerThanTheOracle(), onlyOurs, "definitions that only we have");
    }

    @Test
    void everyMessageIsReachableFromJava() {
        assertEquals("p4.v1.P4Runtime", P4RuntimeGrpc.SERVICE_NAME);
        assertEquals(6, P4RuntimeGrpc.getServiceDescriptor().getMethods().size());
    }

    private static Set<String> newerThanTheOracle() {
        try (InputStream in = WireContractTest.class.getResourceAsStream(NEWER_THAN_THE_ORACLE)) {
            return new TreeSet<>(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> ours() {
        Map<String, String> all = new TreeMap<>();
        for (var file : List.of(
                P4RuntimeProto.getDescriptor(),
                P4DataProto.getDescriptor(),
                P4InfoProto.getDescriptor(),
                P4TypesProto.getDescriptor())) {
            flatten(file.toProto(), all);
        }
        return all;
    }

    private static void flatten(FileDescriptorProto file, Map<String, String> into) {
        String prefix = file.getPackage() + ".";
        file.getMessageTypeList().forEach(message -> flatten(prefix, message, into));
        file.getEnumTypeList().forEach(type -> flatten(prefix, type, into));
        for (ServiceDescriptorProto service : file.getServiceList()) {
            for (MethodDescriptorProto method : service.getMethodList()) {
                into.put(
                        prefix + service.getName() + "/" + method.getName(),
                        (method.getClientStreaming() ? "stream " : "")
                                + method.getInputType()
                                + " -> "
                                + (method.getServerStreaming() ? "stream " : "")
                                + method.getOutputType());
            }
        }
    }

    private static void flatten(String prefix, DescriptorProto message, Map<String, String> into) {
        String name = prefix + message.getName();
        into.put(name, message.getOptions().getMapEntry() ? "map entry" : "message");
        message.getFieldList().forEach(field -> into.put(name + "." + field.getName(), describe(message, field)));
        message.getNestedTypeList().forEach(nested -> flatten(name + ".", nested, into));
        message.getEnumTypeList().forEach(nested -> flatten(name + ".", nested, into));
    }

    private static void flatten(String prefix, EnumDescriptorProto type, Map<String, String> into) {
        String name = prefix + type.getName();
        into.put(name, "enum");
        type.getValueList().forEach(value -> into.put(name + "." + value.getName(), "= " + value.getNumber()));
    }

    private static String describe(DescriptorProto message, FieldDescriptorProto field) {
        String oneof = field.hasOneofIndex()
                ? " in oneof " + message.getOneofDecl(field.getOneofIndex()).getName()
                : "";
        return field.getLabel() + " " + field.getType() + " " + field.getTypeName() + " = " + field.getNumber() + oneof;
    }
}

package io.slackline.testbed.bench.node;

import com.google.protobuf.ByteString;
import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** WebAssembly handlers that answer with what they were sent, as one agent hosts them; each is a module of its own. */
final class WasmFunctions {
    private static final int PORT = 8080;
    private static final int MEMORY_MIB = 16;

    /**
     * The module without its name (WebAssembly Core Specification 2.0, chapter 5): a page of memory; {@code slackline_allocate} answers 1024, {@code
     * slackline_handle} its address and length.
     */
    private static final String MODULE = "0061736d01000000" // magic number, version
            + "010c02" + "60017f017f" + "60027f7f017e" // types: (i32) -> i32, (i32, i32) -> i64
            + "0303020001" // functions of these types
            + "0503010001" // memory
            + "073203" // exports
            + "066d656d6f72790200" // memory
            + "12736c61636b6c696e655f616c6c6f636174650000" // slackline_allocate
            + "10736c61636b6c696e655f68616e646c650001" // slackline_handle
            + "0a140205004180080b" // code: i32.const 1024
            + "0c002000ad4220862001ad840b"; // code: address << 32 | length

    private final int network;

    /**
     * Assigns them to the agent of this name, which may start afterwards.
     *
     * @param network the third number of their addresses, 10.99.N.x
     */
    WasmFunctions(AssigningController controller, String agent, int network, int count) {
        this.network = network;
        Assignments.Builder assignments = Assignments.newBuilder();
        for (int number = 0; number < count; number++) {
            assignments.addAssignments(Assignment.newBuilder()
                    .setRole(Role.SERVE)
                    .setGeneration(1 + number)
                    .setFunction(FunctionSpec.newBuilder()
                            .setName("echo-" + number)
                            .setVersion(1)
                            .setSlot(number)
                            .setRuntime("wasm")
                            .setArtifactSha256(controller.keep(module(number)))
                            .setArtifactName("echo.wasm")
                            .setMemoryMib(MEMORY_MIB)
                            .setConcurrency(1)
                            .setAddress(ServiceAddress.newBuilder()
                                    .setIp(address(number).getHostString())
                                    .setPort(PORT)
                                    .setProtocol(Protocol.HTTP))));
        }
        controller.assign(agent, assignments.build());
    }

    InetSocketAddress address(int number) {
        return new InetSocketAddress("10.99.%d.%d".formatted(network, 1 + number), PORT);
    }

    /** With a custom section that names it, so that no two are the same. */
    private static ByteString module(int number) {
        byte[] name = "echo-%03d".formatted(number).getBytes(StandardCharsets.US_ASCII);
        return ByteString.copyFrom(HexFormat.of().parseHex(MODULE))
                .concat(ByteString.copyFrom(new byte[] {0, (byte) (1 + name.length), (byte) name.length}))
                .concat(ByteString.copyFrom(name));
    }
}

package io.slackline.testbed.bench.node;

import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.testbed.workload.WorkloadFunction;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The workload's functions as one agent hosts them: their specifications, their addresses. */
public final class HostedFunctions {
    private static final int PORT = 8080;
    public static final int MEMORY_MIB = 128;

    private final Map<WorkloadFunction, InetSocketAddress> addresses = new EnumMap<>(WorkloadFunction.class);

    /**
     * Assigns the functions to the agent of this name, which may start afterwards.
     *
     * @param network the third number of their addresses, 10.99.N.x: one for each agent
     */
    public HostedFunctions(
            AssigningController controller, String agent, int network, List<WorkloadFunction> functions) {
        Assignments.Builder assignments = Assignments.newBuilder();
        for (int number = 0; number < functions.size(); number++) {
            WorkloadFunction function = functions.get(number);
            String ip = "10.99.%d.%d".formatted(network, 1 + number);
            addresses.put(function, new InetSocketAddress(ip, PORT));
            assignments.addAssignments(Assignment.newBuilder()
                    .setRole(Role.SERVE)
                    .setGeneration(1 + number)
                    .setFunction(FunctionSpec.newBuilder()
                            .setName(function.functionName())
                            .setVersion(1)
                            .setSlot(number)
                            .setRuntime("process")
                            .addAllCommand(function.command())
                            .setArtifactSha256(controller.keep(function.artifact()))
                            .setArtifactName(function.artifactName())
                            .setMemoryMib(MEMORY_MIB)
                            .setConcurrency(1)
                            .setAddress(ServiceAddress.newBuilder()
                                    .setIp(ip)
                                    .setPort(PORT)
                                    .setProtocol(Protocol.HTTP))));
        }
        controller.assign(agent, assignments.build());
    }

    public InetSocketAddress address(WorkloadFunction function) {
        return Objects.requireNonNull(addresses.get(function), function::name);
    }
}

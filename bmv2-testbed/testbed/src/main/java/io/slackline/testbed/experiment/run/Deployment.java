package io.slackline.testbed.experiment.run;

import io.slackline.api.v1.DeployFunctionRequest;
import io.slackline.api.v1.FlowAffinity;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SteeringMode;
import io.slackline.testbed.experiment.EventConfig.Migrate;
import io.slackline.testbed.experiment.FunctionConfig;
import io.slackline.testbed.experiment.FunctionConfig.Copy;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.topology.Topology.NodeHost;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The functions of a repetition at the controller. */
final class Deployment {
    private static final int CONCURRENCY = 4;
    /** Where a function finds the one that it calls with its result. */
    private static final String NEXT = "NEXT";

    private final LiveTestbed testbed;
    private final Map<String, Function> deployed = new LinkedHashMap<>();

    Deployment(LiveTestbed testbed) {
        this.testbed = testbed;
    }

    /** A wish to migrate. */
    record Move(String function, String from, String to) {}

    /** Deploys them, those that others call first; returns when all are warm and steered. */
    Map<String, Function> deploy(List<FunctionConfig> functions) {
        Deque<FunctionConfig> left = new ArrayDeque<>(functions);
        while (!left.isEmpty()) {
            FunctionConfig function = left.remove();
            boolean early = function.next().isPresent()
                    && left.stream()
                            .anyMatch(
                                    other -> other.name().equals(function.next().get()));
            if (early) {
                left.add(function);
            } else {
                function.deployed().forEach(copy -> deployed.put(copy.name(), deploy(function, copy)));
            }
        }
        return deployed;
    }

    private Function deploy(FunctionConfig function, Copy copy) {
        FunctionSpec.Builder spec = FunctionSpec.newBuilder()
                .setName(copy.name())
                .setRuntime("process")
                .addAllCommand(function.program().command())
                .setArtifactName(function.program().artifactName())
                .setConcurrency(CONCURRENCY)
                .setClass_(functionClass(function))
                .setAffinity(affinity(function))
                .setMinSlackMillicores(function.minSlackMillicores())
                .setAddress(ServiceAddress.newBuilder().setProtocol(protocol(function)));
        function.next().ifPresent(next -> {
            ServiceAddress address =
                    Objects.requireNonNull(deployed.get(next)).getSpec().getAddress();
            spec.putEnvironment(NEXT, address.getIp() + ":" + address.getPort());
        });
        return testbed.control()
                .deploy(
                        function.program().artifact(),
                        DeployFunctionRequest.newBuilder()
                                .setFunction(spec)
                                .setMode(mode(function))
                                .addAllNodes(copy.nodes())
                                .addAllOffloadNodes(copy.offload())
                                .setWait(true)
                                .build());
    }

    /** Has instances started where the file wants them ready; returns when they are. */
    void prewarm(List<FunctionConfig> functions) {
        for (FunctionConfig function : functions) {
            if (!function.prewarm().isEmpty()) {
                function.deployed().forEach(copy -> testbed.control().prewarm(copy.name(), function.prewarm()));
            }
        }
    }

    private static Protocol protocol(FunctionConfig function) {
        return switch (function.protocol()) {
            case HTTP -> Protocol.HTTP;
            case UDP -> Protocol.UDP;
        };
    }

    private static SteeringMode mode(FunctionConfig function) {
        return switch (function.steering()) {
            case PINNED -> SteeringMode.PINNED;
            case SLACK -> SteeringMode.SLACK;
            case SHARE -> SteeringMode.SHARE;
        };
    }

    private static FlowAffinity affinity(FunctionConfig function) {
        return switch (function.affinity()) {
            case BY_PROTOCOL -> FlowAffinity.FLOW_AFFINITY_UNSPECIFIED;
            case FLOW -> FlowAffinity.KEEP_FLOWS;
        };
    }

    private static FunctionClass functionClass(FunctionConfig function) {
        return switch (function.functionClass()) {
            case LATENCY_SENSITIVE -> FunctionClass.LATENCY_SENSITIVE;
            case BEST_EFFORT -> FunctionClass.BEST_EFFORT;
        };
    }

    /** The next node of the topology, round about. */
    String nodeAfter(String node) {
        List<String> nodes =
                testbed.topology().nodes().stream().map(NodeHost::name).toList();
        return nodes.get((nodes.indexOf(node) + 1) % nodes.size());
    }

    /** Who goes where, from where it is now. */
    List<Move> moves(List<FunctionConfig> functions, Migrate migrate) {
        FunctionConfig function = functions.stream()
                .filter(each -> each.name().equals(migrate.function()))
                .findFirst()
                .orElseThrow();
        return function.deployed().stream()
                .map(copy -> {
                    String from = testbed.control()
                            .function(copy.name())
                            .getSteering()
                            .getCandidates(0)
                            .getNode();
                    return new Move(copy.name(), from, migrate.to().orElseGet(() -> nodeAfter(from)));
                })
                .toList();
    }
}

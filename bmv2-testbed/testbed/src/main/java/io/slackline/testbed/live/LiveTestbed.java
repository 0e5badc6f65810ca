package io.slackline.testbed.live;

import io.slackline.api.v1.Node;
import io.slackline.api.v1.Switch;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.process.CpuGroup;
import io.slackline.testbed.process.CpuGroups;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.ProcessSpec;
import io.slackline.testbed.process.Supervisor;
import io.slackline.testbed.topology.GivenNetwork;
import io.slackline.testbed.topology.Network;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.Topology.NodeHost;
import io.slackline.testbed.topology.Topology.SwitchHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Everything of one topology, running. Made by {@link #start}; closed in the reverse order. */
public final class LiveTestbed implements AutoCloseable {
    /** The name of the controller's process, as {@link Provisions} have it. */
    public static final String CONTROLLER = "controller";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration TOOL_LIMIT = Duration.ofSeconds(5);
    private static final int HEAP_MIB = 96;

    private static final String INFRASTRUCTURE = "infrastructure";
    private static final String WARMING = "warming";
    private static final int INFRASTRUCTURE_WEIGHT = 8;
    private static final int CONTROLLER_WEIGHT = 2;
    private static final int NODE_WEIGHT = 1;

    private final Topology topology;
    private final RunDirectory directory;
    private final Supervisor supervisor;
    private final JavaCommand jvm;
    private final Optional<CpuGroups> groups;
    private final Provided provided;
    private final Map<String, CpuGroup> groupByName = new LinkedHashMap<>();
    private final Map<String, NetworkFunction> networkFunctions = new LinkedHashMap<>();
    private final Map<String, ManagedProcess> agents = new LinkedHashMap<>();
    private final ControlClient control = new ControlClient(Topology.BASE_MANAGEMENT_IP, Topology.CONTROLLER_PORT);
    private final Map<String, ManagedProcess> switches = new LinkedHashMap<>();
    private final Consumer<String> remarks;
    private ManagedProcess controller;
    private boolean controllerGivesWay;

    private LiveTestbed(
            Topology topology,
            RunDirectory directory,
            Optional<CpuGroups> groups,
            Provided provided,
            Consumer<String> remarks) {
        this.topology = topology;
        this.directory = directory;
        this.groups = groups;
        this.provided = provided;
        this.remarks = remarks;
        this.supervisor = new Supervisor(directory.logs());
        this.jvm = JavaCommand.ofThisProcess(directory.temporary());
        groups.ifPresent(all -> {
            groupByName.put(INFRASTRUCTURE, all.group(INFRASTRUCTURE, INFRASTRUCTURE_WEIGHT));
            groupByName.put(CONTROLLER, all.group(CONTROLLER, CONTROLLER_WEIGHT));
            groupByName.put(WARMING, all.idleGroup(WARMING));
        });
        if (GivenNetwork.exists()) {
            groups.ifPresent(this::takeInSwitches);
        } else {
            topology.switches().forEach(this::launch);
        }
        this.controller = startController();
    }

    /** As the longer one, without anything beyond the usual. */
    public static LiveTestbed start(Topology topology, RunDirectory directory, Consumer<String> remarks) {
        return start(topology, directory, Provisions.NONE, remarks);
    }

    /**
     * Builds the network, unless there is a {@link GivenNetwork}, starts all parts and waits until the switch is mastered and every node has joined.
     *
     * @param provisions what parts get so that they can be tampered with. Errors: MissingFromEnvironment, before any part is started, where this machine
     *     cannot give it
     * @param remarks told what the user should know, such as a limit that this machine cannot set
     */
    public static LiveTestbed start(
            Topology topology, RunDirectory directory, Provisions provisions, Consumer<String> remarks) {
        if (!GivenNetwork.exists()) {
            Network.build(topology);
        }
        Optional<CpuGroups> groups = CpuGroups.create(runName());
        if (groups.isEmpty()) {
            remarks.accept("no CPU controller of cgroups for this user: the nodes' CPU budgets are told, not enforced");
        }
        LiveTestbed testbed =
                new LiveTestbed(topology, directory, groups, provide(provisions, directory, groups), remarks);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("close-testbed").unstarted(testbed::close));
        try {
            testbed.startNodes();
            testbed.awaitReady();
            return testbed;
        } catch (RuntimeException e) {
            testbed.close();
            throw e;
        }
    }

    /** Gives the CPU groups back when it fails. */
    private static Provided provide(Provisions provisions, RunDirectory directory, Optional<CpuGroups> groups) {
        try {
            return Provided.make(provisions, directory, runName());
        } catch (RuntimeException e) {
            groups.ifPresent(CpuGroups::close);
            throw e;
        }
    }

    /** Process ids repeat in every sandbox; the id of the sandbox's process namespace does not. */
    private static String runName() {
        try {
            String namespace =
                    Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return namespace.replaceAll("\\D", "");
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "/proc/self/ns/pid cannot be read: " + e, e);
        }
    }

    private void startNodes() {
        for (NodeHost node : topology.nodes()) {
            groups.ifPresent(all -> groupByName.put(node.name(), all.group(node.name(), NODE_WEIGHT)));
            startNetworkFunction(node.name());
            startAgent(node.name());
        }
    }

    /** The switches of a given network run already, and have the same claim on the machine as those of this testbed. */
    private void takeInSwitches(CpuGroups all) {
        CpuGroup infrastructure = Objects.requireNonNull(groupByName.get(INFRASTRUCTURE));
        for (SwitchHost device : topology.switches()) {
            device.namespace().processes().forEach(process -> all.lend(infrastructure, process));
        }
    }

    private void launch(SwitchHost device) {
        switches.put(
                device.name(),
                supervisor.start(SwitchProgram.spec(topology, device, jvm).in(infrastructureGroup())));
    }

    /** Waits until every node is ready and the switch has its master. */
    public void awaitReady() {
        supervisor.await("the controller answers and every node has joined", START_LIMIT, () -> {
            List<Node> nodes = control.nodesIfReachable();
            return nodes.size() == topology.nodes().size() && nodes.stream().allMatch(this::hasJoined);
        });
        supervisor.await(
                "the controller masters the switches",
                START_LIMIT,
                () -> control.switches().stream().allMatch(device -> device.getState() == Switch.State.READY));
        topology.switches()
                .forEach(device -> SwitchProgram.tune(device, topology.config().switchKind())
                        .ifPresent(remarks));
    }

    private boolean hasJoined(Node node) {
        return node.getState() == Node.State.READY
                && node.getSwitchPortsCount() == topology.switches().size();
    }

    /** Puts the nodes under their CPU budgets. Not done at the start, when seven JVMs warm up. */
    public void enforceBudgets() {
        topology.nodes()
                .forEach(node -> groupOf(node.name())
                        .ifPresent(group -> group.limit(node.config().budgetMillicores())));
    }

    /**
     * From now on the controller takes only the time that switch, nodes and clients leave, on one of the cores, also when it is started again: elsewhere a
     * control plane has a machine of its own.
     */
    public void controllerGivesWay() {
        controllerGivesWay = true;
        groupOf(CONTROLLER).ifPresent(CpuGroup::giveWay);
        giveWay(controller.pid());
    }

    /** The same holds for this process, which asks the controller for things. Processes that this one starts later inherit it. */
    public void controlPlaneGivesWay() {
        controllerGivesWay();
        groupOf(CONTROLLER).ifPresent(CpuGroup::joinThisProcess);
        giveWay(ProcessHandle.current().pid());
    }

    private void giveWay(long process) {
        String pid = Long.toString(process);
        String core = Integer.toString(Runtime.getRuntime().availableProcessors() - 1);
        tell("taskset", "--all-tasks", "--cpu-list", "--pid", core, pid);
        if (groups.isEmpty()) {
            tell("chrt", "--all-tasks", "--idle", "--pid", "0", pid);
        }
    }

    private void tell(String... command) {
        ManagedProcess tool = supervisor.startTask(ProcessSpec.of(command[0], Namespace.BASE, List.of(command)));
        tool.awaitExit(TOOL_LIMIT);
        if (tool.isAlive() || tool.process().exitValue() != 0) {
            remarks.accept("`%s` failed: the control plane takes time from switch and nodes"
                    .formatted(String.join(" ", command)));
        }
    }

    /** Time for which each node had to wait for its budget, in nanoseconds; empty where budgets are not enforced. */
    public Map<String, Long> throttledNanos() {
        Map<String, Long> throttled = new LinkedHashMap<>();
        topology.nodes()
                .forEach(node ->
                        groupOf(node.name()).ifPresent(group -> throttled.put(node.name(), group.throttledNanos())));
        return throttled;
    }

    /** Starts the switch, the first of several, again after its end: empty, as the first time. */
    public ManagedProcess startSwitch() {
        SwitchHost device = topology.switches().getFirst();
        launch(device);
        SwitchKind kind = topology.config().switchKind();
        supervisor.await(
                "the switch takes its settings",
                START_LIMIT,
                () -> SwitchProgram.tune(device, kind).isEmpty());
        return switchProcess();
    }

    /** Starts (again) the network function of a node. */
    public NetworkFunction startNetworkFunction(String name) {
        NetworkFunction started = NetworkFunction.start(node(name), directory, groupOf(name), supervisor);
        networkFunctions.put(name, started);
        return started;
    }

    /** Starts (again) the controller on its state directory. */
    public ManagedProcess startController() {
        controller = provided.start(
                ProcessSpec.of(
                                CONTROLLER,
                                Namespace.BASE,
                                jvm.of(
                                        "io.slackline.controller.Main",
                                        HEAP_MIB,
                                        List.of(
                                                "--config",
                                                PartConfigs.controller(topology, directory)
                                                        .toString())))
                        .in(groupOf(CONTROLLER)),
                supervisor);
        if (controllerGivesWay) {
            giveWay(controller.pid());
        }
        return controller;
    }

    /** Starts (again) the agent of a node on its state directory. */
    public ManagedProcess startAgent(String name) {
        NodeHost node = node(name);
        ManagedProcess agent = provided.start(
                ProcessSpec.of(
                                agentProcess(name),
                                node.host().namespace(),
                                jvm.of(
                                        "io.slackline.agent.Main",
                                        HEAP_MIB,
                                        List.of(
                                                "--config",
                                                PartConfigs.agent(
                                                                topology,
                                                                node,
                                                                directory,
                                                                groupOf(WARMING),
                                                                groupOf(name))
                                                        .toString())))
                        .in(groupOf(name)),
                supervisor);
        agents.put(name, agent);
        return agent;
    }

    /** The name of a node's agent's process, as {@link Provisions} have it. */
    public static String agentProcess(String node) {
        return "agent-" + node;
    }

    /** Of a part, by the name of its process. Errors: FAILED_PRECONDITION where the {@link Provisions} name none for it. */
    public OwnDisk disk(String part) {
        return provided.disk(part);
    }

    /** As {@link #disk}. */
    public OwnClock clock(String part) {
        return provided.clock(part);
    }

    private Optional<CpuGroup> groupOf(String name) {
        return Optional.ofNullable(groupByName.get(name));
    }

    /** Of the switch and the measuring clients. */
    Optional<CpuGroup> infrastructureGroup() {
        return groupOf(INFRASTRUCTURE);
    }

    public NodeHost node(String name) {
        return topology.node(name)
                .orElseThrow(() -> new SlacklineException(
                        Code.NOT_FOUND,
                        "no node '%s'; valid are %s"
                                .formatted(
                                        name,
                                        topology.nodes().stream()
                                                .map(NodeHost::name)
                                                .toList())));
    }

    public NetworkFunction networkFunction(String node) {
        return Objects.requireNonNull(networkFunctions.get(node(node).name()));
    }

    /** Who has built the network, as results name it: namespaces (this testbed) or mininet. */
    public String network() {
        return GivenNetwork.exists() ? "mininet" : "namespaces";
    }

    public Topology topology() {
        return topology;
    }

    public RunDirectory directory() {
        return directory;
    }

    public Supervisor supervisor() {
        return supervisor;
    }

    public JavaCommand jvm() {
        return jvm;
    }

    public ControlClient control() {
        return control;
    }

    /** Of the first switch. Errors: FAILED_PRECONDITION where the switches are not this testbed's. */
    public ManagedProcess switchProcess() {
        ManagedProcess process = switches.get(topology.switches().getFirst().name());
        if (process == null) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "the switches are Mininet's: the testbed can neither end nor restart them");
        }
        return process;
    }

    public ManagedProcess controller() {
        return controller;
    }

    public ManagedProcess agent(String node) {
        return Objects.requireNonNull(agents.get(node(node).name()));
    }

    /** Also run when the process is asked to end; the second call finds nothing left to do. */
    @Override
    public void close() {
        control.close();
        provided.quickenDisks();
        supervisor.close();
        provided.close();
        groups.ifPresent(CpuGroups::close);
    }
}

package io.slackline.testbed.bench.nemo;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.bench.node.AssigningController;
import io.slackline.testbed.bench.node.HostedFunctions;
import io.slackline.testbed.bench.node.HttpCalls;
import io.slackline.testbed.bench.node.LoneAgent;
import io.slackline.testbed.host.MissingFromEnvironment;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.nf.NetworkFunctionProcess;
import io.slackline.testbed.nf.NfKind;
import io.slackline.testbed.nf.NfNetwork;
import io.slackline.testbed.nf.Traffic.Offer;
import io.slackline.testbed.nf.Traffic.Window;
import io.slackline.testbed.nf.TrafficProcess;
import io.slackline.testbed.process.CpuGroup;
import io.slackline.testbed.process.CpuGroups;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.Supervisor;
import io.slackline.testbed.workload.WorkloadFunction;
import io.slackline.testbed.workload.WorkloadFunction.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The machine as the experiments use it. One core is the edge server: the network function's packet thread and all instances of functions run there and
 * nothing else. The other core is the rest of the world and the management: packet source and sink, the agents' own threads, the client.
 */
final class Rig implements AutoCloseable {
    /** Of the network function and the functions: the harvest set. */
    static final int SERVER_CORE = 1;

    static final int OTHER_CORE = 0;

    private static final int FUNCTION_MIB = HostedFunctions.MEMORY_MIB;
    private static final Duration EXIT_LIMIT = Duration.ofSeconds(5);
    private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);
    private static final int NF_PRIORITY = 50;

    private final RunDirectory directory;
    private final Supervisor supervisor;
    private final JavaCommand jvm;
    private final AssigningController controller = new AssigningController();
    private final Optional<CpuGroups> groups;
    private final TrafficProcess traffic;
    private final Map<WorkloadFunction, List<Case>> cases = new EnumMap<>(WorkloadFunction.class);
    private final Map<Setting, LoneAgent> agents = new EnumMap<>(Setting.class);
    private final Map<Setting, Callers> callers = new EnumMap<>(Setting.class);
    private final Path nobody;
    private Path region;
    private Optional<ManagedProcess> networkFunction = Optional.empty();
    private Optional<NfKind> kind = Optional.empty();

    /** Builds the network and starts the packet source; agents and network functions are started as they are needed. */
    Rig(Consumer<String> remarks) {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new MissingFromEnvironment(
                    "bench nemo needs two cores: one for the network function, one for the rest");
        }
        directory = RunDirectory.ofSandbox();
        supervisor = new Supervisor(directory.logs());
        jvm = JavaCommand.ofThisProcess(directory.temporary());
        stayOffTheServerCore();
        nobody = make("regions-nobody");
        region = nobody;
        groups = CpuGroups.create("nemo-" + ProcessHandle.current().pid());
        if (groups.isEmpty()) {
            remarks.accept("no CPU controller of cgroups for this user: functions give way by their own policy alone");
        }
        for (WorkloadFunction function : WorkloadFunction.values()) {
            Optional<String> missing = function.missing();
            if (missing.isPresent()) {
                remarks.accept("left out: " + missing.get());
            } else {
                cases.put(function, function.cases(function.unpack(directory.file("workload"))));
            }
        }
        NfNetwork.build();
        traffic = TrafficProcess.start(supervisor, jvm, OTHER_CORE);
    }

    /** This process and all that it starts from now on; what belongs onto the other core goes there by itself. */
    private static void stayOffTheServerCore() {
        run(
                "taskset",
                "--all-tasks",
                "--cpu-list",
                "--pid",
                Integer.toString(OTHER_CORE),
                "" + ProcessHandle.current().pid());
    }

    private Path make(String name) {
        try {
            return Files.createDirectories(directory.file(name));
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot make " + name + ": " + e, e);
        }
    }

    /** The functions that this machine can run. */
    List<WorkloadFunction> functions() {
        return List.copyOf(cases.keySet());
    }

    /** Starts the agent of a setting. */
    void startAgent(Setting setting) {
        HostedFunctions hosted = new HostedFunctions(controller, setting.agentName(), 10 + agents.size(), functions());
        String cgroup = groups.map(all -> all.group(setting.agentName(), 1))
                .map(CpuGroup::directory)
                .map(Path::toString)
                .orElse("");
        LoneAgent agent = LoneAgent.start(
                setting.agentName(),
                supervisor,
                jvm,
                directory,
                controller,
                OTHER_CORE,
                setting.configuration(
                        SERVER_CORE, regionsOf(setting), cgroup, WorkloadFunction.modules(), FUNCTION_MIB));
        supervisor.await(
                "agent " + setting.agentName() + " listens at its functions' addresses",
                JOIN_LIMIT,
                () -> functions().stream().allMatch(function -> HttpCalls.listening(hosted.address(function))));
        agents.put(setting, agent);
        callers.put(setting, new Callers(hosted, cases));
    }

    private Path regionsOf(Setting setting) {
        return make("regions-" + setting.agentName());
    }

    /** Who calls the functions of the setting's agent. */
    Callers callers(Setting setting) {
        return Objects.requireNonNull(callers.get(setting), setting::name);
    }

    LoneAgent agent(Setting setting) {
        return Objects.requireNonNull(agents.get(setting), setting::name);
    }

    /** Replaces the network function that runs. */
    void runNetworkFunction(NfKind next) {
        endNetworkFunction();
        region = nobody.resolve(next.functionName());
        networkFunction =
                Optional.of(NetworkFunctionProcess.start(supervisor, jvm, next, SERVER_CORE, OTHER_CORE, region));
        kind = Optional.of(next);
    }

    private void endNetworkFunction() {
        if (networkFunction.isEmpty()) {
            return;
        }
        silence();
        networkFunction.get().terminate();
        networkFunction.get().awaitExit(EXIT_LIMIT);
        networkFunction = Optional.empty();
        try {
            Files.deleteIfExists(region);
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot remove " + region + ": " + e, e);
        }
    }

    /** Makes the network function known to this setting's agent and to no other; its thread goes before everything else, or is one of many. */
    void giveNetworkFunctionTo(Setting setting) {
        moveRegion(regionsOf(setting));
        prioritize(setting != Setting.CO_LOCATION);
    }

    /** Makes the network function known to no agent. */
    void leaveNetworkFunctionAlone() {
        moveRegion(nobody);
        prioritize(true);
    }

    private void moveRegion(Path to) {
        Path moved = to.resolve(region.getFileName());
        try {
            Files.move(region, moved, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot move " + region + ": " + e, e);
        }
        region = moved;
    }

    /** NEMO, section 4.1: "we configure NF threads with the highest priority". Where this user may not, it is as it is by default. */
    private void prioritize(boolean first) {
        long pid = networkFunction.orElseThrow().pid();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).strip().equals(NetworkFunctionProcess.THREAD)) {
                    String thread = task.getFileName().toString();
                    if (first) {
                        run("chrt", "--fifo", "--pid", Integer.toString(NF_PRIORITY), thread);
                    } else {
                        run("chrt", "--other", "--pid", "0", thread);
                    }
                }
            }
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.INTERNAL, "the threads of the network function cannot be listed: " + e, e);
        }
    }

    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot run " + command[0] + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }

    /** Packets of this size at this rate from now on. */
    void load(int frameBytes, double packetsPerSecond) {
        traffic.offer(new Offer(kind.orElseThrow(), false, frameBytes, packetsPerSecond));
    }

    /** No packets from now on. */
    void silence() {
        kind.ifPresent(each -> traffic.offer(new Offer(each, false, 1000, 0)));
    }

    /** What the far end saw since the last call. */
    Window window() {
        return traffic.mark();
    }

    void sleep(Duration duration) {
        supervisor.sleep(duration);
    }

    void check() {
        supervisor.check();
    }

    Path logs() {
        return directory.logs();
    }

    @Override
    public void close() {
        supervisor.close();
        controller.close();
        groups.ifPresent(CpuGroups::close);
    }
}

package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.slackline.testbed.bench.node.AssigningController;
import io.slackline.testbed.bench.node.HostedFunctions;
import io.slackline.testbed.bench.node.HttpCalls;
import io.slackline.testbed.bench.node.LoneAgent;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.netns.IpBatch;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.process.CpuGroups;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.Supervisor;
import io.slackline.testbed.workload.WorkloadFunction;
import io.slackline.testbed.workload.WorkloadFunction.Case;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An agent is killed while the packets of a veth are held for its functions. Its processes die with it; the next start gives the device its own coalescing
 * back, and leaves no control group of the first life.
 */
final class HarvestCrashScenario implements Scenario {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NODE = "crash-test-node";
    private static final String DEVICE = "nf0";
    private static final Map<String, String> ORIGINALS =
            Map.of("napi_defer_hard_irqs", "2", "gro_flush_timeout", "7000");
    private static final WorkloadFunction FUNCTION = WorkloadFunction.JSON_DUMPS;

    @Override
    public void run() throws Exception {
        new IpBatch(Namespace.BASE)
                .add("link add", DEVICE, "type veth peer name nf1")
                .add("link set", DEVICE, "up")
                .add("link set nf1 up")
                .run();
        RunDirectory directory = RunDirectory.ofSandbox();
        Path devices = sysfs(directory).resolve("class/net");
        Path attributes = devices.resolve(DEVICE);
        for (Map.Entry<String, String> original : ORIGINALS.entrySet()) {
            Files.writeString(attributes.resolve(original.getKey()), original.getValue());
        }
        JavaCommand jvm = JavaCommand.ofThisProcess(directory.temporary());
        Optional<CpuGroups> groups =
                CpuGroups.create("crash-" + ProcessHandle.current().pid());
        try (Supervisor supervisor = new Supervisor(directory.logs());
                AssigningController controller = new AssigningController()) {
            HostedFunctions hosted = new HostedFunctions(controller, NODE, 30, List.of(FUNCTION));
            String settings = "harvest: {deferDevices: [%s], sysClassNet: %s}\nselfWarmup: false%s"
                    .formatted(
                            DEVICE,
                            devices,
                            groups.map(all -> "\nfunctionScheduling: {policy: idle, cgroup: %s}"
                                            .formatted(all.group(NODE, 1).directory()))
                                    .orElse(""));
            LoneAgent first = LoneAgent.start(NODE, supervisor, jvm, directory, controller, 0, settings);
            supervisor.await("the agent listens", LIMIT, () -> HttpCalls.listening(hosted.address(FUNCTION)));
            Case one =
                    FUNCTION.cases(FUNCTION.unpack(directory.file("workload"))).getFirst();
            try (HttpCalls calls = new HttpCalls(hosted.address(FUNCTION))) {
                supervisor.await("packets are held", LIMIT, () -> {
                    call(calls, one);
                    return !attributes(attributes).equals(ORIGINALS);
                });
            }
            List<ProcessHandle> family = ProcessHandle.of(first.pid()).stream()
                    .flatMap(ProcessHandle::descendants)
                    .toList();
            assertFalse(family.isEmpty(), "the agent has instances");
            first.process().kill();
            for (ProcessHandle process : family) {
                process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            assertNotEquals(ORIGINALS, attributes(attributes), "nobody was there to give them back");

            LoneAgent second = LoneAgent.start(NODE, supervisor, jvm, directory, controller, 0, settings);
            supervisor.await(
                    "the device has its own coalescing again", LIMIT, () -> ORIGINALS.equals(attributes(attributes)));
            supervisor.await("it listens again", LIMIT, () -> HttpCalls.listening(hosted.address(FUNCTION)));
            second.stop();
            assertEquals(ORIGINALS, attributes(attributes));
            assertEquals(Set.of(), groupsOfTheNode());
        } finally {
            groups.ifPresent(CpuGroups::close);
        }
    }

    /** Shows the devices of this network namespace; gone with the sandbox. */
    private static Path sysfs(RunDirectory directory) throws Exception {
        Path mount = Files.createDirectories(directory.file("sys"));
        assertEquals(
                0,
                new ProcessBuilder("mount", "-t", "sysfs", "none", mount.toString())
                        .inheritIO()
                        .start()
                        .waitFor());
        return mount;
    }

    private static void call(HttpCalls calls, Case one) {
        try {
            assertEquals(200, calls.post("1\n" + one.request()).status());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> attributes(Path directory) {
        return ORIGINALS.keySet().stream().collect(Collectors.toMap(name -> name, name -> {
            try {
                return Files.readString(directory.resolve(name)).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    /** In all hierarchies. */
    private static Set<Path> groupsOfTheNode() {
        try (Stream<Path> all = Files.find(
                Path.of("/sys/fs/cgroup"),
                6,
                (path, file) ->
                        file.isDirectory() && path.getFileName().toString().startsWith("slackline-" + NODE))) {
            return all.collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

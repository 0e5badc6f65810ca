package io.slackline.testbed.process;

import io.slackline.testbed.netns.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to start a child.
 *
 * @param name what messages and the log file call it
 * @param group the CPU budget that it shares with others
 * @param priority where it stands in the machine's scheduler
 */
public record ProcessSpec(
        String name,
        Namespace namespace,
        List<String> command,
        Map<String, String> environment,
        Optional<CpuGroup> group,
        Priority priority) {

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    public static ProcessSpec of(String name, Namespace namespace, List<String> command) {
        return new ProcessSpec(name, namespace, command, Map.of(), Optional.empty(), Priority.NORMAL);
    }

    public ProcessSpec in(Optional<CpuGroup> cpuGroup) {
        return new ProcessSpec(name, namespace, command, environment, cpuGroup, priority);
    }

    public ProcessSpec with(Map<String, String> newEnvironment) {
        return new ProcessSpec(name, namespace, command, newEnvironment, group, priority);
    }

    public ProcessSpec at(Priority newPriority) {
        return new ProcessSpec(name, namespace, command, environment, group, newPriority);
    }

    /** The whole command line: joins the CPU group first, then takes its priority, then enters the namespace; one process id throughout. */
    List<String> commandLine() {
        List<String> line = new ArrayList<>();
        group.ifPresent(cpuGroup -> line.addAll(cpuGroup.joinPrefix()));
        line.addAll(priority.prefix());
        line.addAll(namespace.wrap(command));
        return List.copyOf(line);
    }
}

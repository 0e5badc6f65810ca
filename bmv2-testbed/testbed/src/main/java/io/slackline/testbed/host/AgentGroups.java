package io.slackline.testbed.host;

import io.slackline.testbed.process.CpuGroups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The control groups of agents that were killed and never started again. An agent makes them below whatever group it is in, and their names end with the
 * process namespace and the number in it of the agent.
 */
final class AgentGroups {
    private static final Pattern NAME = Pattern.compile("slackline-.*-[0-9a-f]{8}-(\\d+\\.\\d+)");

    private AgentGroups() {}

    /** Removes those below a mount point of control groups, if nothing lives in them; what was removed. */
    static List<Path> removeBelow(Path mount) {
        List<Path> removed = new ArrayList<>();
        Set<String> living = living();
        for (Path group : find(mount)) {
            var name = NAME.matcher(String.valueOf(group.getFileName()));
            if (name.matches() && !living.contains(name.group(1)) && CpuGroups.remove(group)) {
                removed.add(group);
            }
        }
        return removed;
    }

    private static List<Path> find(Path mount) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(mount, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean hit = NAME.matcher(String.valueOf(directory.getFileName()))
                            .matches();
                    if (hit) {
                        found.add(directory);
                    }
                    return hit ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path gone, IOException why) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            return found;
        }
        return found;
    }

    /** Of all processes that can be seen from here, the namespace and the number in it: pid_namespaces(7), NSpid in proc_pid_status(5). */
    private static Set<String> living() {
        Set<String> living = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                living.add(inItsNamespace(process));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return living;
    }

    private static String inItsNamespace(Path process) {
        try {
            String namespace = Files.readSymbolicLink(process.resolve("ns/pid")).toString();
            for (String line : Files.readAllLines(process.resolve("status"))) {
                if (line.startsWith("NSpid:")) {
                    return namespace.replaceAll("\\D", "") + "." + line.substring(line.lastIndexOf('\t') + 1);
                }
            }
            return "";
        } catch (IOException ended) {
            return "";
        }
    }
}

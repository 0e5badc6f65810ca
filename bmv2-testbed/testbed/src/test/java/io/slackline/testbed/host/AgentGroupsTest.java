package io.slackline.testbed.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain directories do: the kernel removes a group as it removes an empty directory. */
final class AgentGroupsTest {
    @TempDir
    Path mount;

    private Path group(String agent) throws Exception {
        Path group = mount.resolve("memory/slackline-n1-0123abcd-" + agent);
        Files.createDirectories(group.resolve("f-v1-1"));
        return group;
    }

    @Test
    void removesThoseOfTheDeadOnly() throws Exception {
        String namespace =
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().replaceAll("\\D", "");
        Path living = group(namespace + "." + ProcessHandle.current().pid());
        Process ended = new ProcessBuilder("true").start();
        assertEquals(0, ended.waitFor());
        Path dead = group(namespace + "." + ended.pid());
        Path another = Files.createDirectory(mount.resolve("memory/slackline-n1"));
        assertEquals(List.of(dead), AgentGroups.removeBelow(mount));
        assertTrue(Files.exists(living.resolve("f-v1-1")) && Files.exists(another) && !Files.exists(dead));
    }
}

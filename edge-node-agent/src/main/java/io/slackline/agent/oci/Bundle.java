package io.slackline.agent.oci;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What crun is told of one instance: its {@code config.json}. It has a process namespace, mounts, IPC and a host name of its own and shares the node's
 * network; its root is read-only, and what it writes to its few directories in memory counts as its memory. Source: the OCI runtime specification,
 * "Configuration" and "Linux Container Configuration".
 *
 * @param environment the whole of it
 * @param memoryBytes the most that each directory in memory holds
 */
record Bundle(
        Image image,
        ImageUser user,
        List<String> command,
        Map<String, String> environment,
        String hostName,
        Path socketDirectory,
        long memoryBytes) {
    /** In containers. */
    static final String SOCKETS = "/run/slackline";
    /** So that names are resolved as on the node. */
    static final List<String> HOST_FILES = List.of("/etc/resolv.conf", "/etc/hosts");

    private static final String VERSION = "1.0.2";

    /** Enough to become another user and to handle files of several; nothing that reaches beyond the container. */
    private static final List<String> CAPABILITIES = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_SETUID");

    /** What tells of the node or changes it, although it is not in a namespace. */
    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/sys/firmware");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    void write(Path directory) throws IOException {
        new ObjectMapper().writeValue(directory.resolve("config.json").toFile(), config());
    }

    private Map<String, Object> config() {
        return Map.of(
                "ociVersion",
                VERSION,
                "process",
                process(),
                "root",
                Map.of("path", image.root().toString(), "readonly", true),
                "hostname",
                hostName,
                "mounts",
                mounts(),
                "linux",
                Map.of(
                        "namespaces",
                        List.of(
                                Map.of("type", "pid"),
                                Map.of("type", "mount"),
                                Map.of("type", "ipc"),
                                Map.of("type", "uts")),
                        "maskedPaths",
                        MASKED,
                        "readonlyPaths",
                        READ_ONLY));
    }

    private Map<String, Object> process() {
        // As a program without file capabilities has them after exec (capabilities(7)).
        var effective = user.uid() == 0 ? CAPABILITIES : List.of();
        return Map.of(
                "terminal",
                false,
                "user",
                Map.of("uid", user.uid(), "gid", user.gid(), "additionalGids", user.additionalGroups()),
                "args",
                command,
                "env",
                environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList(),
                "cwd",
                image.config().workingDirectory(),
                "noNewPrivileges",
                true,
                "capabilities",
                Map.of("bounding", CAPABILITIES, "permitted", effective, "effective", effective));
    }

    private List<Map<String, Object>> mounts() {
        var mounts = new ArrayList<Map<String, Object>>();
        mounts.add(mount("/proc", "proc", "proc", List.of()));
        mounts.add(mount("/sys", "sysfs", "sysfs", List.of("ro", "nosuid", "nodev", "noexec")));
        mounts.add(mount("/dev", "tmpfs", "tmpfs", List.of("nosuid", "noexec", "mode=755", "size=64k")));
        mounts.add(mount("/dev/shm", "tmpfs", "tmpfs", inMemory("mode=1777")));
        mounts.add(mount("/tmp", "tmpfs", "tmpfs", inMemory("mode=1777")));
        mounts.add(mount("/run", "tmpfs", "tmpfs", inMemory("mode=755")));
        mounts.add(mount(SOCKETS, "bind", socketDirectory.toString(), List.of("bind", "nosuid", "nodev", "noexec")));
        for (var file : HOST_FILES) {
            if (Files.isReadable(Path.of(file))) {
                mounts.add(mount(file, "bind", file, List.of("bind", "ro", "nosuid", "nodev", "noexec")));
            }
        }
        for (var volume : image.config().volumes()) {
            mounts.add(mount(volume, "tmpfs", "tmpfs", inMemory("tmpcopyup")));
        }
        return mounts;
    }

    private List<String> inMemory(String option) {
        return List.of("nosuid", "nodev", "size=" + memoryBytes, option);
    }

    private static Map<String, Object> mount(String at, String type, String source, List<String> options) {
        return Map.of("destination", at, "type", type, "source", source, "options", options);
    }
}

package io.slackline.testbed.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A mounted hierarchy of control groups, cgroups(7). */
record Hierarchy(Path mount, Version version, Controller controller) {

    /** The two interfaces of the kernel to the same limits. */
    enum Version {
        V1,
        V2
    }

    /** What a hierarchy limits; the two versions have names of their own for it. */
    enum Controller {
        CPU("cpu", "cpu"),
        DISK("blkio", "io");

        private final String v1;
        private final String v2;

        Controller(String v1, String v2) {
            this.v1 = v1;
            this.v2 = v2;
        }
    }

    /** Those that have this controller. */
    static List<Hierarchy> with(Controller controller) {
        List<Hierarchy> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
                String[] fields = line.split(" ");
                Path mount = Path.of(fields[1]);
                if (fields[2].equals("cgroup") && List.of(fields[3].split(",")).contains(controller.v1)) {
                    found.add(new Hierarchy(mount, Version.V1, controller));
                } else if (fields[2].equals("cgroup2") && controllers(mount).contains(controller.v2)) {
                    found.add(new Hierarchy(mount, Version.V2, controller));
                }
            }
        } catch (IOException unreadable) {
            return List.of();
        }
        return found;
    }

    private static List<String> controllers(Path mount) throws IOException {
        Path file = mount.resolve("cgroup.controllers");
        return Files.exists(file) ? List.of(Files.readString(file).strip().split(" ")) : List.of();
    }

    /** Lets the groups directly below this one set limits; they always can in version 1. */
    void delegate(Path group) throws IOException {
        if (version == Version.V2) {
            Files.writeString(group.resolve("cgroup.subtree_control"), "+" + controller.v2);
        }
    }

    /** The group that this process is in: a line {@code ID:CONTROLLERS:PATH} of /proc/self/cgroup. */
    Path ofThisProcess() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            boolean here = version == Version.V2
                    ? fields[1].isEmpty()
                    : List.of(fields[1].split(",")).contains(controller.v1);
            if (here) {
                return mount.resolve(fields[2].substring(1));
            }
        }
        return mount;
    }
}

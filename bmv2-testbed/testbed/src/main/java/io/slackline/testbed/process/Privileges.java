package io.slackline.testbed.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the testbed may do on this machine beyond its own namespaces.
 *
 * @param mayRaisePriority negative niceness is allowed
 * @param realRoot root outside of any user namespace
 */
public record Privileges(boolean mayRaisePriority, boolean realRoot) {

    /** Looks at the user id and the user namespace's map: only an identity map over all ids is the initial one. */
    public static Privileges ofThisProcess() {
        try {
            String map = Files.readString(Path.of("/proc/self/uid_map")).strip();
            boolean initial = map.matches("0\\s+0\\s+4294967295");
            boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid && uid == 0;
            return new Privileges(initial && root, initial && root);
        } catch (IOException e) {
            return new Privileges(false, false);
        }
    }
}

package io.slackline.testbed.fault;

import io.slackline.testbed.process.Tool;
import java.util.ArrayList;
import java.util.List;

/** The queueing discipline of an interface, tc(8): all that the interface sends passes through it. Links of a testbed have none by themselves. */
record Queue(Link.End end) {

    /** Sets it, to "blackhole" for one. Errors: FAILED_PRECONDITION when there is one already, or when the kernel has no such kind. */
    static Queue set(Link.End end, String... kind) {
        tc(end, "add", kind);
        return new Queue(end);
    }

    void clear() {
        tc(end, "del");
    }

    private static void tc(Link.End end, String verb, String... kind) {
        List<String> command = new ArrayList<>(List.of("tc"));
        if (!end.namespace().isBase()) {
            command.addAll(List.of("-n", end.namespace().name()));
        }
        command.addAll(List.of("qdisc", verb, "dev", end.interfaceName(), "root"));
        command.addAll(List.of(kind));
        Tool.run("iproute2", command);
    }
}

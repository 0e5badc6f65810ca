package io.slackline.testbed.fault;

import io.slackline.testbed.process.Tool;
import java.util.List;
import java.util.Optional;

/**
 * Every write of a part to a file fails, as on a full disk; what is there can still be read. Done by a limit on the size of files, setrlimit(2)
 * RLIMIT_FSIZE, so the error is EFBIG and not ENOSPC. Processes that the part starts meanwhile inherit the limit for good.
 */
public record FullDisk(Part.Kind part, Optional<String> node) implements PartFault {

    public FullDisk {
        Part _ = new Part(part, node);
    }

    public static FullDisk of(Part part) {
        return new FullDisk(part.kind(), part.node());
    }

    @Override
    public Injected inject(FaultTarget target) {
        List<ProcessHandle> processes = target.processes(victim());
        processes.forEach(process -> limit(process, "0"));
        return new Injected(
                this,
                () -> processes.stream()
                        .filter(ProcessHandle::isAlive)
                        .forEach(process -> limit(process, "unlimited")));
    }

    /** Sets the soft limit by prlimit(1). */
    private static void limit(ProcessHandle process, String bytes) {
        Tool.run("util-linux", List.of("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":"));
    }

    @Override
    public String describe() {
        return "full disk of " + victim();
    }
}

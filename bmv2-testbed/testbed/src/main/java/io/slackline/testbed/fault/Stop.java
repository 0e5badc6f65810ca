package io.slackline.testbed.fault;

import io.slackline.testbed.linux.Libc;
import java.util.List;
import java.util.Optional;

/** SIGSTOP to all processes of a part, which then neither work nor end, and whose connections stay open; healed by SIGCONT. */
public record Stop(Part.Kind part, Optional<String> node) implements PartFault {

    public Stop {
        Part _ = new Part(part, node);
    }

    public static Stop of(Part part) {
        return new Stop(part.kind(), part.node());
    }

    @Override
    public Injected inject(FaultTarget target) {
        List<ProcessHandle> processes = target.processes(victim());
        signal(processes, Libc.SIGSTOP);
        return new Injected(this, () -> signal(processes, Libc.SIGCONT));
    }

    /** Those that have ended meanwhile need none. */
    static void signal(List<ProcessHandle> processes, int signal) {
        processes.stream().filter(ProcessHandle::isAlive).forEach(process -> Libc.kill(process.pid(), signal));
    }

    @Override
    public String describe() {
        return "stop " + victim();
    }
}

package io.slackline.testbed.fault;

import io.slackline.testbed.fault.Link.Direction;
import io.slackline.testbed.fault.Link.Network;
import java.util.List;
import java.util.Optional;

/** SIGKILL to all processes of a part; healed, the part is started again on the state that it left. A node loses its links first: the dead send no resets. */
public record Kill(Part.Kind part, Optional<String> node) implements PartFault {

    public Kill {
        Part _ = new Part(part, node);
    }

    public static Kill of(Part part) {
        return new Kill(part.kind(), part.node());
    }

    @Override
    public Injected inject(FaultTarget target) {
        Part victim = victim();
        Faults cuts = new Faults(target);
        try {
            if (part == Part.Kind.NODE) {
                for (Network network : Network.values()) {
                    cuts.inject(new Cut(node.orElseThrow(), network, Direction.BOTH));
                }
            }
            kill(victim, target);
        } catch (RuntimeException e) {
            cuts.close();
            throw e;
        }
        return new Injected(this, () -> {
            cuts.close();
            target.start(victim);
        });
    }

    /** Returns when they are gone. */
    static void kill(Part victim, FaultTarget target) {
        target.expectEnd(victim);
        List<ProcessHandle> processes = target.processes(victim);
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    @Override
    public String describe() {
        return "kill " + victim();
    }
}

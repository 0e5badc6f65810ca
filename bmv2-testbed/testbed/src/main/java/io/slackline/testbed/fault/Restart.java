package io.slackline.testbed.fault;

import java.util.Optional;

/** SIGKILL, and started again at once. A switch comes back without program and tables. There is nothing to heal. */
public record Restart(Part.Kind part, Optional<String> node) implements PartFault {

    public Restart {
        Part _ = new Part(part, node);
    }

    public static Restart of(Part part) {
        return new Restart(part.kind(), part.node());
    }

    @Override
    public Injected inject(FaultTarget target) {
        Part victim = victim();
        Kill.kill(victim, target);
        target.start(victim);
        return new Injected(this, Injected.NOTHING_TO_HEAL);
    }

    @Override
    public String describe() {
        return "restart " + victim();
    }
}

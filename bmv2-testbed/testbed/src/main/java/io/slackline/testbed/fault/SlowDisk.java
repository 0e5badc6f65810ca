package io.slackline.testbed.fault;

import io.slackline.common.config.Default;
import java.util.Optional;

/**
 * The disk under a part's state gives it so few operations a second; the part itself goes on working, and waits where it makes sure that
 * something is stored (fsync(2)). The state of a part that this is to happen to lies on a disk of its own: {@link Needs}.
 *
 * @param operationsPerSecond of reads and of writes; one forcing of a file takes two or three
 */
public record SlowDisk(
        Part.Kind part,
        Optional<String> node,
        @Default("10") int operationsPerSecond) implements PartFault {
    private static final int MOST = 1_000_000;

    public SlowDisk {
        String _ = new Part(part, node).processName();
        if (operationsPerSecond < 1 || operationsPerSecond > MOST) {
            throw new IllegalArgumentException(
                    "operationsPerSecond: expected 1 to " + MOST + ", got " + operationsPerSecond);
        }
    }

    @Override
    public Injected inject(FaultTarget target) {
        return new Injected(this, target.slowDisk(this));
    }

    @Override
    public String describe() {
        return "slow disk of %s, %d operations/s".formatted(victim(), operationsPerSecond);
    }
}

package io.slackline.testbed.live;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.host.MissingFromEnvironment;
import io.slackline.testbed.process.DiskLimits;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.ProcessSpec;
import io.slackline.testbed.process.Supervisor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The disks and clocks that {@link Provisions} ask for, made before the parts start that they are for. Closing is thread-safe, and once is enough. */
final class Provided implements AutoCloseable {
    private final Map<String, OwnDisk> disks = new LinkedHashMap<>();
    private final Map<String, OwnClock> clocks = new LinkedHashMap<>();
    private Optional<DiskLimits> limits = Optional.empty();

    private Provided() {}

    /** Errors: MissingFromEnvironment for what this machine cannot give; nothing is left then. */
    static Provided make(Provisions provisions, RunDirectory directory, String runName) {
        Provided provided = new Provided();
        try {
            provisions
                    .clocks()
                    .forEach(part -> provided.clocks.put(part, OwnClock.create(directory.file(part + ".clock"))));
            if (!provisions.disks().isEmpty()) {
                provided.makeDisks(provisions, directory, runName);
            }
            return provided;
        } catch (RuntimeException e) {
            provided.close();
            throw e;
        }
    }

    private void makeDisks(Provisions provisions, RunDirectory directory, String runName) {
        try {
            DiskLimits all = DiskLimits.create(runName);
            limits = Optional.of(all);
            provisions.disks().forEach(part -> disks.put(part, OwnDisk.mount(directory.file(part), all)));
        } catch (SlacklineException e) {
            throw new MissingFromEnvironment(
                    "slowDisk needs a disk of its own for the part, and none can be made here: %s. It takes root, /dev/loop-control, ext2 or ext4 in the kernel, and control groups that limit disks (blkio of version 1, io of version 2)"
                            .formatted(e.getMessage()));
        }
    }

    /** Starts a part with what is its own. */
    ManagedProcess start(ProcessSpec spec, Supervisor supervisor) {
        OwnClock clock = clocks.get(spec.name());
        ManagedProcess started = supervisor.start(clock == null ? spec : spec.with(clock.environment()));
        if (disks.containsKey(spec.name())) {
            limits.ifPresent(all -> all.join(started.process()));
        }
        return started;
    }

    OwnDisk disk(String part) {
        return provided(disks.get(part), "disk", part);
    }

    OwnClock clock(String part) {
        return provided(clocks.get(part), "clock", part);
    }

    private static <T> T provided(@Nullable T thing, String what, String part) {
        if (thing == null) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "%s has no %s of its own in this testbed".formatted(part, what));
        }
        return thing;
    }

    /** Nobody shall wait for a disk while all is stopped. */
    synchronized void quickenDisks() {
        disks.values().forEach(OwnDisk::quick);
    }

    @Override
    public synchronized void close() {
        disks.values().forEach(OwnDisk::close);
        disks.clear();
        limits.ifPresent(DiskLimits::close);
        limits = Optional.empty();
    }
}

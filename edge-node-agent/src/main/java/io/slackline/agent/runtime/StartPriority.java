package io.slackline.agent.runtime;

import io.slackline.agent.InstanceCgroups;
import io.slackline.agent.sched.Scheduling;
import io.slackline.agent.sched.Scheduling.Policy;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an instance that is starting out of the way of what runs already, and lets it run normally when it is warm. Any thread may call it.
 *
 * <p>Two mechanisms, because each fails somewhere. {@code SCHED_IDLE} for its threads: the way back needs a privilege (sched(7)). A nice value of 19 for
 * its autogroup: instances lead a session of their own, and where the kernel groups tasks by session, policies count only inside the
 * group; changing it needs no privilege but is allowed only ten times a second on the whole machine (sched(7), "The autogroup feature").
 */
final class StartPriority {
    private static final Logger log = LoggerFactory.getLogger(StartPriority.class);
    private static final int ATTEMPTS = 100;
    private static final long PAUSE_MILLIS = 15;

    private final Scheduling scheduling;
    private final Optional<InstanceCgroups> cgroups;
    private final boolean idlePolicy;

    /** @param cgroups where given, they alone keep starting instances out of the way */
    StartPriority(Scheduling scheduling, Optional<InstanceCgroups> cgroups) {
        this.scheduling = scheduling;
        this.cgroups = cgroups;
        idlePolicy = cgroups.isEmpty() && scheduling.canLeaveIdle();
        if (cgroups.isEmpty() && !idlePolicy) {
            log.info("instances start without SCHED_IDLE: leaving it is not permitted here (sched(7))");
        }
    }

    /** Right after the start; blocks until the process leads its own session. */
    void lower(Process process) throws InterruptedException {
        if (cgroups.isPresent()) {
            move(process, cgroups.get().warming());
            return;
        }
        if (idlePolicy) {
            setPolicy(process, Policy.IDLE);
        }
        for (int i = 0; i < ATTEMPTS && process.isAlive(); i++) {
            if (!autogroup(process.pid())
                    .equals(autogroup(ProcessHandle.current().pid()))) {
                setAutogroup(process, "19");
                return;
            }
            if (autogroup(process.pid()).isEmpty()) {
                return;
            }
            Thread.sleep(1);
        }
    }

    /** When it is warm; blocks for some tens of milliseconds at most. */
    void restore(Process process) throws InterruptedException {
        cgroups.ifPresent(groups -> move(process, groups.warm()));
        for (int i = 0;
                i < ATTEMPTS && process.isAlive() && autogroup(process.pid()).endsWith(" nice 19");
                i++) {
            if (!setAutogroup(process, "0")) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        if (idlePolicy) {
            setPolicy(process, Policy.OTHER);
        }
        forEachThread(process, scheduling::requestShortSlice);
    }

    private static void move(Process process, Path group) {
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).forEach(each -> {
            try {
                Files.writeString(group.resolve("cgroup.procs"), Long.toString(each.pid()));
            } catch (IOException refused) {
                if (each.isAlive()) {
                    log.warn(
                            "process {} cannot be moved to control group {}: {}",
                            each.pid(),
                            group,
                            refused.toString());
                }
            }
        });
    }

    /** Such as {@code /autogroup-19 nice 0}; empty where the kernel has none. */
    private static String autogroup(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/autogroup")).strip();
        } catch (IOException none) {
            return "";
        }
    }

    /** Through a stream: a channel takes the kernel's "not now" (EAGAIN) for an unfinished write. */
    private static boolean setAutogroup(Process process, String nice) {
        try (var out = new FileOutputStream("/proc/" + process.pid() + "/autogroup")) {
            out.write(nice.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException notNow) {
            return false;
        }
    }

    private void setPolicy(Process process, Policy policy) {
        forEachThread(process, tid -> scheduling.setPolicy(tid, policy));
    }

    /** Every thread of the process and its descendants, as they are now. */
    private static void forEachThread(Process process, LongConsumer action) {
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).forEach(each -> {
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + each.pid() + "/task"))) {
                for (var task : tasks) {
                    action.accept(Long.parseLong(task.getFileName().toString()));
                }
            } catch (IOException gone) {
                log.debug("process {} is gone", each.pid());
            }
        });
    }
}

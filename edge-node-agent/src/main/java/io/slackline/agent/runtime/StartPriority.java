package io.slackline.agent.runtime;

import io.slackline.agent.InstanceCgroups;
import io.slackline.agent.runtime.Start.Urgency;
import io.slackline.agent.sched.FunctionScheduling;
import io.slackline.agent.sched.Scheduling;
import io.slackline.agent.sched.Scheduling.Policy;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
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
    private final FunctionScheduling wanted;
    private final boolean idlePolicy;

    /** @param cgroups where given, they alone keep starting instances out of the way */
    StartPriority(Scheduling scheduling, Optional<InstanceCgroups> cgroups, FunctionScheduling wanted) {
        this.scheduling = scheduling;
        this.cgroups = cgroups;
        this.wanted = wanted;
        idlePolicy = cgroups.isEmpty() && scheduling.canLeaveIdle();
        if (cgroups.isEmpty() && !idlePolicy) {
            log.info("instances start without SCHED_IDLE: leaving it is not permitted here (sched(7))");
        }
    }

    /** What a process that starts does to itself, or {@link #lower} does to it. */
    record Yield(Optional<Path> group, boolean autogroup, boolean idlePolicy, List<Integer> cores) {}

    Yield during(Urgency urgency) {
        if (wanted.idle()) {
            return new Yield(cgroups.map(InstanceCgroups::warm), cgroups.isEmpty(), true, wanted.cores());
        }
        return switch (urgency) {
            case AT_ONCE -> new Yield(cgroups.map(InstanceCgroups::warm), false, false, wanted.cores());
            case IN_BACKGROUND ->
                new Yield(cgroups.map(InstanceCgroups::warming), cgroups.isEmpty(), idlePolicy, wanted.cores());
        };
    }

    /** Makes it so for a process that was just started; blocks until that leads its own session. */
    void lower(ChildProcess process, Yield yield) throws InterruptedException {
        place(new long[] {process.pid()}, yield);
        // What it has started in the meantime; from now on children inherit all of it.
        place(ProcessFamily.of(process.pid()).toArray(), yield);
        for (int i = 0; i < ATTEMPTS && yield.autogroup() && process.isAlive(); i++) {
            if (!autogroup(process.pid())
                    .equals(autogroup(ProcessHandle.current().pid()))) {
                setAutogroup(process.pid(), "19");
                return;
            }
            if (autogroup(process.pid()).isEmpty()) {
                return;
            }
            Thread.sleep(1);
        }
    }

    private void place(long[] pids, Yield yield) {
        yield.group().ifPresent(group -> move(LongStream.of(pids), group));
        forEachThread(LongStream.of(pids), tid -> {
            if (!yield.cores().isEmpty() && !scheduling.setAffinity(tid, yield.cores())) {
                log.debug("thread {} cannot be bound to the cores {}", tid, yield.cores());
            }
            if (yield.idlePolicy()) {
                scheduling.setPolicy(tid, Policy.IDLE);
            }
        });
    }

    /** When it is warm; blocks for some tens of milliseconds at most. Doing it again changes nothing. */
    void restore(ChildProcess process, Yield yield) throws InterruptedException {
        if (wanted.idle() || !process.isAlive()) {
            return;
        }
        var family = ProcessFamily.of(process.pid()).toArray();
        if (yield.group().isPresent()) {
            cgroups.ifPresent(groups -> move(LongStream.of(family), groups.warm()));
        }
        for (int i = 0;
                i < ATTEMPTS && process.isAlive() && autogroup(process.pid()).endsWith(" nice 19");
                i++) {
            if (!setAutogroup(process.pid(), "0")) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        forEachThread(LongStream.of(family), tid -> {
            if (yield.idlePolicy()) {
                scheduling.setPolicy(tid, Policy.OTHER);
            }
            scheduling.requestShortSlice(tid);
        });
    }

    private static void move(LongStream pids, Path group) {
        pids.forEach(pid -> {
            try {
                Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
            } catch (IOException refused) {
                if (Files.exists(Path.of("/proc/" + pid))) {
                    log.warn("process {} cannot be moved to control group {}: {}", pid, group, refused.toString());
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
    private static boolean setAutogroup(long pid, String nice) {
        try (var out = new FileOutputStream("/proc/" + pid + "/autogroup")) {
            out.write(nice.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException notNow) {
            return false;
        }
    }

    private static void forEachThread(LongStream pids, LongConsumer action) {
        pids.forEach(pid -> {
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
                for (var task : tasks) {
                    action.accept(Long.parseLong(task.getFileName().toString()));
                }
            } catch (IOException gone) {
                log.debug("process {} is gone", pid);
            }
        });
    }
}

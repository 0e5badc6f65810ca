package io.slackline.agent.harvest;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Harvests one subject: keeps the account of what it does at which level, chooses the level, and backs off when a bound is broken. A stretch of
 * time belongs to one level: it ends when the level changes and when the window does.
 */
final class SubjectControl {
    private static final Logger log = LoggerFactory.getLogger(SubjectControl.class);
    private static final Duration COOL_OFF = Duration.ofSeconds(1);

    private final Subject subject;
    private final Profiles profiles;
    private final HarvestConfig config;
    private Tag tag;
    private int level;
    private boolean usable = true;
    private Usage window = Usage.nothing();
    private Usage held = Usage.nothing();
    private double avoidableNanos;
    private long coolUntil;
    private long baselineAt;
    private HarvestState.NfState state;
    private int avoidableMillicores;

    SubjectControl(Subject subject, Profiles profiles, HarvestConfig config, long nowNanos) {
        this.subject = subject;
        this.profiles = profiles;
        this.config = config;
        tag = new Tag(subject.nf(), Tag.size(Double.MAX_VALUE));
        coolUntil = nowNanos;
        baselineAt = nowNanos;
        state = new HarvestState.NfState(tag, 0, 0, 0, 0, 0, 0, 1000, 0);
    }

    HarvestState.NfState state() {
        return state;
    }

    boolean holding() {
        return level > 0;
    }

    /** That it took in the last window and would not have taken at its best level. */
    int avoidableMillicores() {
        return avoidableMillicores;
    }

    private TagProfile profile() {
        return profiles.of(tag);
    }

    /** Chooses the level for whether functions need CPU; true when it changed. */
    boolean choose(boolean demanded, long nowNanos) throws IOException {
        int next = 0;
        if (demanded && usable && nowNanos - coolUntil >= 0) {
            boolean due = nowNanos - baselineAt > config.baselineEvery().toNanos();
            next = due ? 0 : profile().best(nowNanos, subject.tellsLatency());
        }
        return change(next);
    }

    private boolean change(int next) throws IOException {
        if (next == level) {
            return false;
        }
        account();
        for (var driver : subject.drivers()) {
            try {
                driver.hold(profile().hold(next));
            } catch (IOException refused) {
                usable = false;
                log.warn("{} cannot be changed, it is left alone from now on: {}", driver.name(), refused.toString());
            }
        }
        level = usable ? next : 0;
        return true;
    }

    /** Ends a stretch of time. */
    private void account() throws IOException {
        var usage = subject.usage();
        if (usage.packets() > 0) {
            tag = new Tag(subject.nf(), Tag.size((double) usage.bytes() / usage.packets()));
        }
        profile().observe(level, usage);
        window = window.plus(usage);
        if (level > 0) {
            held = held.plus(usage);
        } else {
            avoidableNanos += usage.nanos() * profile().avoidableMillicores(0, subject.tellsLatency()) / 1000;
        }
    }

    /**
     * Ends the window. When a bound was broken while packets were held, they are not any more when this returns; the text says what was seen.
     */
    Optional<String> endWindow(long nowNanos) throws IOException {
        account();
        if (level == 0) {
            baselineAt = nowNanos;
        }
        var broken = level == 0 ? Optional.<String>empty() : profile().broken(held);
        if (broken.isPresent()) {
            coolUntil = nowNanos + COOL_OFF.toNanos();
            profile().block(level, nowNanos);
            var _ = change(0);
        }
        publish(nowNanos);
        window = Usage.nothing();
        held = Usage.nothing();
        avoidableNanos = 0;
        if (level > 0) {
            subject.beat();
        }
        return broken;
    }

    private void publish(long nowNanos) {
        var profile = profile();
        int best = profile.best(nowNanos, subject.tellsLatency());
        avoidableMillicores = window.nanos() == 0 ? 0 : (int) Math.round(1000 * avoidableNanos / window.nanos());
        state = new HarvestState.NfState(
                tag,
                micros(profile.hold(level).toNanos()),
                micros(profile.hold(best).toNanos()),
                (int) Math.round(profile.level(0).millicores()),
                window.nanos() == 0 ? 0 : (int) Math.round(1000.0 * window.busyNanos() / window.nanos()),
                micros((long) profile.level(0).latency.quantileNanos(0.99)),
                micros((long) profile.level(best).latency.quantileNanos(0.99)),
                window.packets() + window.lost() == 0
                        ? 1000
                        : (int) Math.round(1000.0 * window.packets() / (window.packets() + window.lost())),
                window.nanos() == 0 ? 0 : Math.round(1e9 * window.packets() / window.nanos()));
    }

    private static long micros(long nanos) {
        return nanos / 1000;
    }

    /** Gives back what was before, and forgets the subject. */
    void close() {
        try {
            var _ = change(0);
        } catch (IOException gone) {
            log.debug("{} has gone", tag, gone);
        }
        subject.close();
    }
}
